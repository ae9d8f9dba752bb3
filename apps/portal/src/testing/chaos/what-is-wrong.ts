import type { ScimPeer, ScimRecord, WebhookTool } from '@ronron/testing';
import type { Subscription } from '../../features/subscriptions/subscription.entity.js';

/** What a tool that is called holds otherwise than granted, in words. */
export function wrongInWebhookTool({ kept }: WebhookTool, subscriptions: readonly Subscription[]): string[] {
  const wrong = subscriptions.flatMap(({ id, status, quota, account, provisionedAt }) => {
    const found = kept.get(id);
    if (isNotOpenedYet({ status, provisionedAt }) && found === undefined) return [];
    if (status === 'ended') return found === undefined ? [] : [`${id} is still there`];
    if (found === undefined) return [`${id}, ${status}, is missing`];
    if (found.state !== status) return [`${id} is ${found.state}, not ${status}`];
    if (status === 'suspended') return [];
    return [
      ...(found.quotaBytes === quota ? [] : [`${id} has ${found.quotaBytes} bytes, not ${quota}`]),
      ...(found.name === account!.displayName ? [] : [`${id} is called ${found.name}`]),
      ...(found.members.length === 1 ? [] : [`${id} has ${found.members.length} members`]),
    ];
  });
  const ours = new Set(subscriptions.map(({ id }) => id));
  return [...wrong, ...[...kept.keys()].filter((id) => !ours.has(id)).map((id) => `${id} was never granted`)];
}

/** What a SCIM service holds otherwise than granted: a group for each subscription, a user for each person, none twice. */
export function wrongInScim({ users, groups }: ScimPeer, subscriptions: readonly Subscription[]): string[] {
  const wrong = subscriptions.flatMap(({ id, status, accountId, provisionedAt }) => {
    const found = [...groups.values()].filter((group) => group.externalId?.includes(id));
    if (status === 'ended') return found.length === 0 ? [] : [`${id} is still there`];
    if (isNotOpenedYet({ status, provisionedAt }) && found.length === 0) return [];
    if (found.length !== 1) return [`${id} has ${found.length} groups`];
    if (status === 'suspended') return [];
    const members = (found[0]!.members ?? []).map(({ value }) => users.get(value)?.externalId ?? '');
    return members.length === 1 && members[0]!.includes(accountId!) ? [] : [`${id} has the members ${members.join()}`];
  });
  return [...wrong, ...twice(users, 'user'), ...twice(groups, 'group')];
}

/** What was suspended before it was ever opened need not be made. */
function isNotOpenedYet({ status, provisionedAt }: Pick<Subscription, 'status' | 'provisionedAt'>): boolean {
  return status === 'suspended' && provisionedAt === null;
}

function twice(records: ReadonlyMap<string, ScimRecord>, what: string): string[] {
  const ids = [...records.values()].map(({ externalId }) => externalId ?? '');
  return ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `the ${what} ${id} is there twice`);
}
