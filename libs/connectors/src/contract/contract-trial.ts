import { createOutgoing } from '../network/create-outgoing.js';
import type { AnyConnectorFactory } from '../registry.js';
import type { ActualState, Connector, DesiredState, Handle, SubscriptionState } from './connector.js';
import { usualReasons, type ContractOptions, type ContractWorld, type WorldFault } from './contract-world.js';
import type { FailureReason, Outcome } from './outcome.js';
import { connectTo, trialMember, trialWish, valueOf } from './trial.js';

export const nolwenn = trialMember('nolwenn', { displayName: 'Nolwenn Le Bihan', role: 'manager' });
export const yann = trialMember('yann', { displayName: 'Yann “Ar Mor” O’Neill' });

/** One world for all tests of a contract, a fresh connector for each. To be made inside of `describe`. */
export class ContractTrial {
  world!: ContractWorld;
  connector!: Connector;
  readonly factory: AnyConnectorFactory;
  /** What each fault is to be told as. */
  readonly reasons: typeof usualReasons;
  /** Where `check` tells it otherwise. */
  readonly checkOn: Partial<Record<WorldFault, FailureReason | 'done'>>;

  constructor(options: ContractOptions) {
    this.factory = options.factory;
    this.reasons = { ...usualReasons, ...options.reasons };
    this.checkOn = options.checkOn ?? {};
    beforeAll(async () => {
      this.world = await options.start();
    }, options.startTimeoutMs);
    afterAll(() => this.world.stop());
    beforeEach(() => {
      this.world.proxy.fail(null);
      this.connector = this.connect();
    });
  }

  connect(timeoutMs = 10_000, settings = this.world.settingsAt(this.world.proxy.url)): Connector {
    const outgoing = createOutgoing({ approvedHosts: ['127.0.0.1'], allowPrivate: true, timeoutMs });
    return connectTo(this.factory, settings, outgoing);
  }

  wish(changes: Partial<DesiredState> = {}): DesiredState {
    return trialWish([nolwenn, yann], { quotaBytes: 2_000_000_000, ...changes });
  }

  async apply(wanted: DesiredState, handle: Handle | null = null): Promise<Handle> {
    return valueOf(await this.connector.apply(wanted, handle, `${wanted.subscriptionId}-key`));
  }

  /** What the tool really has, where the connector can look. */
  async actual(handle: Handle): Promise<ActualState | null> {
    return this.connector.inspect === undefined ? null : valueOf(await this.connector.inspect(handle));
  }

  async stateOf(handle: Handle): Promise<SubscriptionState> {
    const seen = await this.actual(handle);
    return seen === null ? (handle['state'] as SubscriptionState) : seen.state;
  }

  expectNoSecretIn(value: unknown): void {
    const text = JSON.stringify(value);
    expect(this.world.secrets.filter((secret) => text.includes(secret))).toEqual([]);
  }
}

/** In one word: done, pending, or why it failed. */
export function kindOf(outcome: Outcome<unknown>): string {
  return outcome.kind === 'failed' ? outcome.reason : outcome.kind;
}
