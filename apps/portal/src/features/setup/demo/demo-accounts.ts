import { Account } from '../../accounts/account.entity.js';
import { RoleGrant } from '../../roles/role-grant.entity.js';
import type { Commune } from '../../territories/commune.entity.js';
import type { DemoContext } from './demo-seed.js';
import type { DemoTerritories } from './demo-territories.js';

/** The password of every account of the demonstration, which only ever listens on this machine. */
export const DEMO_PASSWORD = 'ronron-ronron-ronron';

/** The accounts that the start prints. */
export const DEMO_EMAILS = ['resident', 'asso', 'operateur', 'editeur', 'admin'].map((name) => `${name}@demo.example`);

export interface DemoAccounts {
  readonly resident: Account;
  readonly asso: Account;
  readonly operator: Account;
  readonly editor: Account;
  readonly neighbours: readonly Account[];
}

const NEIGHBOURS = [
  'Yann Kerbrat',
  'Soizic Le Bihan',
  'Amadou Diallo',
  'Rozenn Cariou',
  'Lena Quéré',
  'Hugo Morvan',
  'Nolwenn Salaün',
  'Ismaël Haddad',
];

export async function demoAccounts(context: DemoContext, territories: DemoTerritories): Promise<DemoAccounts> {
  const { manager, newId, ago, passwordHash } = context;
  const account = (email: string, displayName: string, commune: Commune, days: number): Account =>
    manager.create(Account, {
      id: newId(),
      email,
      displayName,
      passwordHash,
      communeId: commune.id,
      locale: 'fr',
      confirmedAt: ago(days),
      securityStamp: newId(),
      termsAcceptedAt: ago(days),
      termsVersion: '1',
      createdAt: ago(days),
    });
  const { quimper, ergue, association, cooperative } = territories;
  const resident = account('resident@demo.example', 'Maïwenn Résidente', quimper, 200);
  const asso = account('asso@demo.example', 'Gwenaël Trésorier', quimper, 180);
  const operator = account('operateur@demo.example', 'Katell Opératrice', quimper, 350);
  const editor = account('editeur@demo.example', 'Erwan Éditeur', quimper, 340);
  const admin = account('admin@demo.example', 'Annaïg Administratrice', quimper, 360);
  const neighbours = NEIGHBOURS.map((name, index) =>
    account(`voisin${index + 1}@demo.example`, name, index % 3 === 2 ? ergue : quimper, 150 - index * 12),
  );
  const child = Object.assign(account('enfant@demo.example', 'Lou Kerbrat', quimper, 3), {
    confirmedAt: null,
    parentEmail: 'parent@demo.example',
    parentAskedAt: ago(3),
  });
  await manager.insert(Account, [resident, asso, operator, editor, admin, child, ...neighbours] as never);
  const grant = (
    holder: Account,
    role: RoleGrant['role'],
    structureId: string | null,
    communeId: string | null,
  ): object => ({
    id: newId(),
    accountId: holder.id,
    role,
    structureId,
    communeId,
    notify: 'at-once',
    // Lately: the days until a second factor is due are counted from here.
    createdAt: ago(2),
  });
  await manager.insert(RoleGrant, [
    grant(operator, 'operator', association.id, null),
    grant(operator, 'operator', cooperative.id, null),
    grant(editor, 'editor', null, quimper.id),
    grant(admin, 'administrator', null, null),
  ] as never);
  return { resident, asso, operator, editor, neighbours };
}
