import type { Connector, Outcome } from '@ronron/connectors';

/** Shorter texts are no secrets, and would blank out words by chance. */
const SHORTEST = 6;

/**
 * The same connector, whose failures never repeat the service's secrets: what is kept and shown of a failure may come from the tool, and a
 * tool may well say back what it was sent.
 */
export function withoutEcho(connector: Connector, secrets: readonly string[]): Connector {
  const kept = secrets.filter((secret) => secret.length >= SHORTEST);
  if (kept.length === 0) return connector;
  return new Proxy(connector, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => silenced((await value.apply(target, args)) as Outcome<unknown>, kept);
    },
  });
}

function silenced(outcome: Outcome<unknown>, secrets: readonly string[]): Outcome<unknown> {
  if (outcome.kind !== 'failed') return outcome;
  return { ...outcome, detail: secrets.reduce((detail, secret) => detail.replaceAll(secret, '[…]'), outcome.detail) };
}
