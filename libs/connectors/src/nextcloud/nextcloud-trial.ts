import type { Connector, DesiredState, Handle } from '../contract/connector.js';
import { connectTo, trialMember, trialWish, valueOf } from '../contract/trial.js';
import { nextcloud } from './nextcloud.js';

interface Peer {
  readonly url: string;
  readonly adminUser: string;
  readonly adminPassword: string;
}

/** For the tests of this folder: a connector to a peer, and what people are granted there. */
export function connectToPeer(peer: Peer, url = peer.url): Connector {
  return connectTo(nextcloud, { url, adminUser: peer.adminUser, adminPassword: peer.adminPassword });
}

/** A personal space of five gigabytes. */
export function personalWish(accountId: string, changes: Partial<DesiredState> = {}): DesiredState {
  const holder = { kind: 'account', id: accountId, name: accountId } as const;
  return trialWish([trialMember(accountId, { role: 'manager' })], { holder, quotaBytes: 5e9, ...changes });
}

/** Twenty gigabytes for an association; the first of these people is its manager. */
export function teamWish(people: readonly string[], changes: Partial<DesiredState> = {}): DesiredState {
  const members = people.map((id, index) => trialMember(id, { role: index === 0 ? 'manager' : 'member' }));
  return trialWish(members, { quotaBytes: 20e9, ...changes });
}

export async function applied(connector: Connector, wanted: DesiredState, before?: Handle): Promise<Handle> {
  return valueOf(await connector.apply(wanted, before ?? null, `${wanted.subscriptionId}-key`));
}
