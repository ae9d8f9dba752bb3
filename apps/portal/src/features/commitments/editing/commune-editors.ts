import type { EntityManager } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { RoleGrant } from '../../roles/role-grant.entity.js';

/** The editors of a commune who can be written to, always in the same order. */
export async function editorsToTell(manager: EntityManager, communeId: string): Promise<Account[]> {
  return manager
    .createQueryBuilder(Account, 'account')
    .innerJoin(
      RoleGrant,
      'role',
      `role.account_id = account.id AND role.role = 'editor' AND role.commune_id = :communeId`,
      {
        communeId,
      },
    )
    .where('account.confirmed_at IS NOT NULL AND account.suspended_at IS NULL')
    .orderBy('account.id')
    .getMany();
}
