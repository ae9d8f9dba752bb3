import { Injectable } from '@nestjs/common';
import type { Choice } from '@ronron/web-ui';
import { DataSource } from 'typeorm';
import { CommuneDirectory, type KnownCommune } from '../../territories/commune-directory.service.js';
import { Commune } from '../../territories/commune.entity.js';

/** What becomes of the commune that somebody typed. */
export type CommuneAnswer =
  | { readonly kind: 'served'; readonly commune: Commune }
  /** Several go by this name or postcode: which one is it? */
  | { readonly kind: 'several'; readonly choices: readonly Choice[] }
  | { readonly kind: 'unknown' }
  /** `message` is what the portal's people wrote for this commune, or empty. */
  | { readonly kind: 'not-served'; readonly name: string; readonly message: string };

/** Turns a typed name or postcode into one of the communes that this portal serves. */
@Injectable()
export class CommuneChoices {
  constructor(
    private readonly database: DataSource,
    private readonly directory: CommuneDirectory,
  ) {}

  /** @param chosen INSEE code picked from an earlier answer; it counts only if it still fits the text. */
  async resolve(text: string, chosen: string): Promise<CommuneAnswer> {
    const picked = this.directory.search(text).find((commune) => commune.inseeCode === chosen);
    if (picked !== undefined) return this.servedOrNot(picked);
    const match = this.directory.match(text);
    if (match.kind === 'none') return { kind: 'unknown' };
    if (match.kind === 'one') return this.servedOrNot(match.commune);
    return { kind: 'several', choices: match.communes.map(choiceOf) };
  }

  private async servedOrNot(known: KnownCommune): Promise<CommuneAnswer> {
    const commune = await this.database.getRepository(Commune).findOneBy({ inseeCode: known.inseeCode });
    if (commune?.served) return { kind: 'served', commune };
    return { kind: 'not-served', name: commune?.name ?? known.name, message: commune?.notServedMessage ?? '' };
  }
}

/** Communes of one name are told apart by their postcodes; large towns have dozens. */
function choiceOf(commune: KnownCommune): Choice {
  const postcodes = commune.postcodes.slice(0, 3).join(', ');
  return { value: commune.inseeCode, label: postcodes === '' ? commune.name : `${commune.name} (${postcodes})` };
}
