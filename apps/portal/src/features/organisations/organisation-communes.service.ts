import { Injectable } from '@nestjs/common';
import { fail, ok, type Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CommuneDirectory, type KnownCommune } from '../territories/commune-directory.service.js';
import { Commune } from '../territories/commune.entity.js';

export type CommuneRefusal =
  | { readonly kind: 'unknown' }
  /** Several have that name: the form asks which. */
  | { readonly kind: 'several'; readonly communes: readonly KnownCommune[] }
  /** `message`: what its residents are told, in the words of the portal's administrators; may be empty. */
  | { readonly kind: 'not-served'; readonly name: string; readonly message: string };

/** Which commune of the portal somebody means who types a name or a postcode. */
@Injectable()
export class OrganisationCommunes {
  constructor(
    private readonly database: DataSource,
    private readonly directory: CommuneDirectory,
  ) {}

  /** `chosen`: the INSEE code that was ticked after the first answer was "several". */
  async find(typed: string, chosen: string): Promise<Result<Commune, CommuneRefusal>> {
    const known = this.directory.search(typed);
    const match = this.directory.match(typed);
    if (match.kind === 'none') return fail({ kind: 'unknown' });
    const picked = known.find((commune) => commune.inseeCode === chosen);
    if (match.kind === 'one') return this.served(match.commune);
    return picked === undefined ? fail({ kind: 'several', communes: match.communes }) : this.served(picked);
  }

  private async served(known: KnownCommune): Promise<Result<Commune, CommuneRefusal>> {
    const commune = await this.database.getRepository(Commune).findOneBy({ inseeCode: known.inseeCode });
    if (commune?.served) return ok(commune);
    return fail({ kind: 'not-served', name: known.name, message: commune?.notServedMessage ?? '' });
  }
}
