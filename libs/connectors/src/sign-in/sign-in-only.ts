import type { Clock } from '@ronron/kernel';
import type { Connector, Handle } from '../contract/connector.js';
import { done, failed, type Outcome } from '../contract/outcome.js';

interface SignInOnly {
  readonly id: string;
  /** The page of the tool that begins a sign-in through the portal, or the nearest to it. */
  readonly startsAt: string;
  readonly clock: Clock;
  /** Asks the tool which release it is, null when it does not tell, and changes nothing there. */
  readonly askVersion: () => Promise<Outcome<string | null>>;
}

/**
 * A connector to a tool that makes its accounts itself when people sign in through the portal, and has no API to do more.
 * The portal's OpenID provider refuses whoever has no active subscription: that is all of a suspension and of an end, and
 * nothing is called for them.
 */
export function createSignInOnly({ id, startsAt, clock, askVersion }: SignInOnly): Connector {
  return {
    id,
    async check() {
      const startedAt = clock.now().getTime();
      const version = await askVersion();
      if (version.kind !== 'done') return version;
      const checkedAt = clock.now();
      return done({ version: version.value, latencyMs: checkedAt.getTime() - startedAt, checkedAt });
    },
    async apply({ subscriptionId, state }) {
      return done<Handle>({ version: 1, subscriptionId, state });
    },
    async open(handle) {
      if (handle['state'] !== 'active') return failed('conflict', 'The subscription is not active.');
      return done({ url: startsAt, cookies: [] });
    },
  };
}
