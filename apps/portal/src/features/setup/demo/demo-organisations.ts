import type { Account } from '../../accounts/account.entity.js';
import { Membership, type MembershipRole } from '../../organisations/membership.entity.js';
import { Organisation } from '../../organisations/organisation.entity.js';
import type { DemoAccounts } from './demo-accounts.js';
import type { DemoContext } from './demo-seed.js';
import type { DemoTerritories } from './demo-territories.js';

export interface DemoOrganisations {
  readonly dance: Organisation;
  readonly gardens: Organisation;
  readonly school: Organisation;
}

export async function demoOrganisations(
  { manager, newId, ago }: DemoContext,
  { quimper, ergue }: DemoTerritories,
  { asso, resident, neighbours }: DemoAccounts,
): Promise<DemoOrganisations> {
  const organisation = (name: string, values: Partial<Organisation>): Organisation =>
    manager.create(Organisation, {
      id: newId(),
      name,
      kind: 'association',
      rna: null,
      siren: null,
      siret: null,
      noNumberReason: null,
      communeId: quimper.id,
      purpose: '',
      createdAt: ago(170),
      closedAt: null,
      ...values,
    });
  const dance = organisation('Cercle de danse An Eostig', {
    rna: 'W294000001',
    purpose: 'Transmettre les danses bretonnes à tous les âges.',
  });
  const gardens = organisation('Jardins partagés de Kerfeunteun', {
    purpose: 'Jardiner ensemble et nourrir le quartier.',
    kind: 'collective',
    noNumberReason: 'informal',
  });
  const school = organisation('École de l’Exemple', {
    kind: 'school',
    communeId: ergue.id,
    purpose: 'École publique, six classes.',
  });
  await manager.insert(Organisation, [dance, gardens, school] as never);
  const member = (of: Organisation, account: Account, role: MembershipRole, contact = false): object => ({
    id: newId(),
    organisationId: of.id,
    accountId: account.id,
    role,
    contact,
    createdAt: ago(160),
  });
  await manager.insert(Membership, [
    member(dance, asso, 'owner', true),
    member(dance, neighbours[0]!, 'manager', true),
    member(dance, neighbours[1]!, 'member'),
    member(dance, resident, 'member'),
    member(gardens, neighbours[3]!, 'owner', true),
    member(gardens, asso, 'member'),
    member(school, neighbours[2]!, 'owner', true),
  ] as never);
  return { dance, gardens, school };
}
