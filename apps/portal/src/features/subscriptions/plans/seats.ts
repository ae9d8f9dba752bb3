import type { MembershipRole } from '../../organisations/membership.entity.js';

/** What the order of seats looks at. */
export interface Seated {
  readonly id: string;
  readonly role: MembershipRole;
  readonly createdAt: Date;
}

const RANK: Readonly<Record<MembershipRole, number>> = { owner: 0, manager: 1, member: 2 };

/**
 * Those who use a service whose plan is for `most` people (null: everybody): owners first, then managers, then members, each by the
 * date on which they joined. Whoever manages the organisation is never locked out by its members.
 */
export function seatedAmong<Member extends Seated>(members: readonly Member[], most: number | null): Member[] {
  const inOrder = [...members].sort(
    (a, b) => RANK[a.role] - RANK[b.role] || a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1),
  );
  return most === null ? inOrder : inOrder.slice(0, most);
}

/**
 * The same in SQL, for one membership: whether it has a seat among those of its organisation whose accounts are neither suspended nor closing.
 * `membership` and `most` are expressions of ours, never input.
 */
export function hasSeat(membership: string, most: string): string {
  const rank = (alias: string): string => `array_position(ARRAY['owner', 'manager', 'member'], ${alias}.role)`;
  const place = (alias: string): string => `(${rank(alias)}, ${alias}.created_at, ${alias}.id)`;
  return `(${most} IS NULL OR (
    SELECT count(*) FROM membership other JOIN account ON account.id = other.account_id AND account.suspended_at IS NULL
      AND account.delete_after IS NULL
    WHERE other.organisation_id = ${membership}.organisation_id AND ${place('other')} < ${place(membership)}
  ) < ${most})`;
}
