import { Injectable } from '@nestjs/common';
import { fail, ok, type Result } from '@ronron/kernel';
import { DataSource, ILike, IsNull } from 'typeorm';
import type { Actor } from '../../../platform/security/actor.js';
import { Organisation } from '../../organisations/organisation.entity.js';
import { OidcClientOrganisation } from '../clients/oidc-client-organisation.entity.js';
import { SignInReviews } from '../ending/sign-in-reviews.service.js';
import { RegisteredApplications } from './registered-applications.service.js';

/** How many are named to somebody who typed a part of several names. */
const NAMED = 5;

export type OrganisationUnclear =
  { readonly kind: 'none' } | { readonly kind: 'several'; readonly names: readonly string[] };

/** The organisations whose members may enter an application that is not open to everybody. */
@Injectable()
export class ApplicationOrganisations {
  constructor(
    private readonly database: DataSource,
    private readonly applications: RegisteredApplications,
    private readonly reviews: SignInReviews,
  ) {}

  async of(applicationId: string): Promise<{ readonly id: string; readonly name: string }[]> {
    const rows = await this.database.getRepository(OidcClientOrganisation).find({
      where: { clientId: applicationId, organisation: { closedAt: IsNull() } },
      relations: { organisation: true },
      order: { organisation: { name: 'ASC', id: 'ASC' } },
    });
    return rows.map(({ organisation }) => ({ id: organisation!.id, name: organisation!.name }));
  }

  /** @param typed a name, a part of one, or a number of the organisation */
  async add(actor: Actor, applicationId: string, typed: string): Promise<Result<void, OrganisationUnclear>> {
    const found = await this.find(typed);
    if (!found.ok) return found;
    const { id: organisationId, name } = found.value;
    await this.applications.write(actor, applicationId, async (manager) => {
      const { identifiers } = await manager
        .createQueryBuilder()
        .insert()
        .into(OidcClientOrganisation)
        .values({ clientId: applicationId, organisationId })
        .orIgnore()
        .execute();
      return identifiers[0] === undefined
        ? null
        : { action: 'organisation-added', after: { organisationId, organisation: name } };
    });
    return ok(undefined);
  }

  /** Whose members come in by nothing else are signed out there. */
  async remove(actor: Actor, applicationId: string, organisationId: string): Promise<void> {
    await this.applications.write(actor, applicationId, async (manager) => {
      const { affected } = await manager.delete(OidcClientOrganisation, { clientId: applicationId, organisationId });
      if (affected !== 1) return null;
      await this.reviews.reviewAllOf(manager, applicationId);
      return { action: 'organisation-removed', before: { organisationId } };
    });
  }

  private async find(typed: string): Promise<Result<Organisation, OrganisationUnclear>> {
    // As papers print them.
    const number = typed.replace(/[\s.-]/g, '').toUpperCase();
    const name = ILike(`%${typed.replace(/[\\%_]/g, '\\$&')}%`);
    const living = { closedAt: IsNull() };
    const found = await this.database.getRepository(Organisation).find({
      where: [{ rna: number }, { siren: number }, { siret: number }, { name }].map((known) => ({
        ...known,
        ...living,
      })),
      order: { name: 'ASC', id: 'ASC' },
      take: 100,
    });
    const exact = found.filter(({ name }) => name.toLowerCase() === typed.toLowerCase());
    const chosen = exact.length === 1 ? exact : found;
    if (chosen.length === 1) return ok(chosen[0]!);
    if (chosen.length === 0) return fail({ kind: 'none' });
    return fail({ kind: 'several', names: chosen.slice(0, NAMED).map(({ name }) => name) });
  }
}
