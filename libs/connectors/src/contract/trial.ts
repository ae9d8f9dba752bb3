import { newId, systemClock, systemRandomness } from '@ronron/kernel';
import { createOutgoing } from '../network/create-outgoing.js';
import type { AnyConnectorFactory } from '../registry.js';
import type { ConnectorTools } from './connector-factory.js';
import type { Connector, DesiredState, Member, Room } from './connector.js';
import type { Outcome } from './outcome.js';

/** For the tests that a connector has beside the contract's: people, wishes, and a connector to a server on loopback. */

export function trialMember(accountId: string, changes: Partial<Member> = {}): Member {
  return { accountId, displayName: accountId, email: `${accountId}@example.bzh`, role: 'member', ...changes };
}

/** A subscription of its own each time, of an association with these members. */
export function trialWish(members: readonly Member[], changes: Partial<DesiredState> = {}): DesiredState {
  return {
    subscriptionId: newId(systemClock, systemRandomness),
    state: 'active',
    holder: { kind: 'organisation', id: 'asso', name: 'Les Amis du Steïr' },
    members,
    quotaBytes: null,
    name: 'Les Amis du Steïr',
    locale: 'fr',
    ...changes,
  };
}

/** A room of its own each time, open at any hour. */
export function trialRoom(changes: Partial<Room> = {}): Room {
  const key = newId(systemClock, systemRandomness).replaceAll('-', '');
  return {
    key,
    name: 'Réunion « du bureau » & amis',
    opensAt: null,
    closesAt: null,
    lobby: false,
    people: null,
    features: ['recording'],
    ...changes,
  };
}

/** @throws Error when the settings are refused. */
export function connectTo(
  factory: AnyConnectorFactory,
  values: Readonly<Record<string, unknown>>,
  tools: Partial<ConnectorTools> = {},
): Connector {
  const read = factory.settings.read(values);
  if (!read.ok) throw new Error(`Settings refused: ${JSON.stringify(read.error)}`);
  const outgoing = createOutgoing({ approvedHosts: ['127.0.0.1', 'localhost'], allowPrivate: true });
  return factory.create(read.value, { ...outgoing, clock: systemClock, randomness: systemRandomness, ...tools });
}

/** @throws Error when the outcome is another than done. */
export function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (outcome.kind !== 'done') throw new Error(`Expected done, got ${JSON.stringify(outcome)}`);
  return outcome.value;
}
