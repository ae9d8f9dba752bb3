import { setTimeout as wait } from 'node:timers/promises';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import type {
  Actor,
  Connector,
  DesiredState,
  Handle,
  Room,
  ServiceHealth,
  SubscriptionState,
} from '../contract/connector.js';
import { failed, type Failed, type Outcome } from '../contract/outcome.js';
import { createOutgoing } from '../network/create-outgoing.js';
import { findConnector, type AnyConnectorFactory } from '../registry.js';

/** One line of the check: what was tried, and how it went. */
export interface ConnectorCheckStep {
  readonly name: string;
  readonly ok: boolean;
  /** Why not, or what was seen; holds no secret. */
  readonly detail: string;
}

export interface ConnectorCheckTools {
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Told as each step ends; the promise gives them all. */
  readonly onStep?: (step: ConnectorCheckStep) => void;
}

const MOST_WAITS = 20;

/**
 * Tries a connector on a real server with one subscription of its own, made and removed again: settings, check, active
 * twice, suspended, absent, looking each time at what the server has. The hosts of the settings count as approved,
 * private ones too, since whoever runs the command chose them. It goes on to the removal whatever fails before.
 */
export async function runConnectorCheck(
  id: string,
  values: Readonly<Record<string, unknown>>,
  tools: ConnectorCheckTools,
): Promise<readonly ConnectorCheckStep[]> {
  const steps: ConnectorCheckStep[] = [];
  const tell = (name: string, ok: boolean, detail: string): void => {
    steps.push({ name, ok, detail });
    tools.onStep?.({ name, ok, detail });
  };
  const connector = connectorFor(id, values, tools);
  if (Array.isArray(connector)) {
    for (const detail of connector) tell('settings', false, detail);
    return steps;
  }
  tell('settings', true, '');

  const health = await connector.check();
  tell('check', health.kind === 'done', wordsOf(health) || versionOf(health));
  if (health.kind !== 'done') return steps;

  let handle: Handle | null = null;
  const wanted = trialOf(tools);
  for (const state of ['active', 'active', 'suspended', 'active', 'absent', 'absent'] as const) {
    const applied: Outcome<Handle> = await patiently(() =>
      connector.apply({ ...wanted, state }, handle, wanted.subscriptionId),
    );
    tell(`apply ${state}`, applied.kind === 'done', wordsOf(applied));
    if (applied.kind !== 'done') continue;
    handle = applied.value;
    const seen = await stateSeen(connector, handle);
    if (seen !== null)
      tell(`inspect ${state}`, seen === state, typeof seen === 'string' ? `The server has: ${seen}.` : wordsOf(seen));
    const opened = await stateOpened(connector, handle, wanted);
    if (opened !== null)
      tell(`open while ${state}`, opened === (state === 'active'), opened ? 'It opens.' : 'It does not open.');
  }
  return steps;
}

/** The connector, or what is wrong with the id or the settings. */
function connectorFor(
  id: string,
  values: Readonly<Record<string, unknown>>,
  { clock, randomness }: ConnectorCheckTools,
): Connector | string[] {
  const factory = findConnector(id);
  if (factory === null) return [`There is no connector "${id}".`];
  const settings = factory.settings.read(values);
  if (!settings.ok) return settings.error.map(({ field, problemKey }) => `${field}: ${problemKey.split('.').at(-1)}`);
  const outgoing = createOutgoing({ approvedHosts: hostsOf(factory, settings.value), allowPrivate: true });
  return factory.create(settings.value, { ...outgoing, clock, randomness });
}

/** The hosts that a service's settings name, for an administrator to approve: `cloud.example.org`, `127.0.0.1:9001`. */
export function hostsOf(factory: AnyConnectorFactory, settings: Readonly<Record<string, unknown>>): readonly string[] {
  const addresses = factory.settings.fields
    .filter((field) => field.type === 'url')
    .map((field) => settings[field.name])
    .filter((value): value is string => typeof value === 'string' && URL.canParse(value));
  return [...new Set(addresses.map((address) => new URL(address).host))];
}

function trialOf({ clock, randomness }: ConnectorCheckTools): DesiredState {
  const id = newId(clock, randomness);
  const name = 'Ronron connector check';
  return {
    subscriptionId: id,
    state: 'active',
    holder: { kind: 'organisation', id, name },
    // `.invalid` is never delivered to (RFC 2606).
    members: [{ accountId: id, displayName: name, email: `check-${id}@example.invalid`, role: 'manager' }],
    quotaBytes: 100_000_000,
    name,
    locale: 'en',
  };
}

async function patiently(attempt: () => Promise<Outcome<Handle>>): Promise<Outcome<Handle>> {
  for (let waits = 0; waits < MOST_WAITS; waits += 1) {
    const outcome = await attempt();
    if (outcome.kind !== 'pending') return outcome;
    await wait(outcome.retryAfterMs);
  }
  return failed('timeout', 'It is still pending.');
}

async function stateSeen(connector: Connector, handle: Handle): Promise<SubscriptionState | Failed | null> {
  if (connector.inspect === undefined) return null;
  const outcome = await connector.inspect(handle);
  if (outcome.kind === 'done') return outcome.value.state;
  return outcome.kind === 'failed' ? outcome : null;
}

async function stateOpened(connector: Connector, handle: Handle, wanted: DesiredState): Promise<boolean | null> {
  const { accountId, displayName, role } = wanted.members[0]!;
  const who: Actor = { kind: 'member', accountId, displayName, role };
  if (connector.openRoom !== undefined) return (await connector.openRoom(handle, roomOf(wanted), who)).kind === 'done';
  return connector.open === undefined ? null : (await connector.open(handle, who)).kind === 'done';
}

function roomOf({ subscriptionId, name }: DesiredState): Room {
  const key = subscriptionId.replaceAll('-', '');
  return { key, name, opensAt: null, closesAt: null, lobby: false, people: null, features: [] };
}

function wordsOf(outcome: Outcome<unknown>): string {
  if (outcome.kind === 'failed') return `${outcome.reason}: ${outcome.detail}`;
  return outcome.kind === 'pending' ? 'It is still pending.' : '';
}

function versionOf(health: Outcome<ServiceHealth>): string {
  if (health.kind !== 'done') return '';
  const { version, latencyMs, remark } = health.value;
  return [`${version ?? 'Unknown version'}, ${latencyMs} ms.`, remark ?? ''].join(' ').trim();
}
