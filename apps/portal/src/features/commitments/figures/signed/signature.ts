import { MINUTE } from '@ronron/kernel';
import { timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** How far the clocks of both sides may be apart; the format's own advice. */
const TOLERANCE = 5 * MINUTE;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Whether the body was signed with one of the secrets (`whsec_…`), lately: Standard Webhooks 1.0.0,
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
 * @returns the index of the secret, or null
 */
export function signedBy(body: string, headers: Headers, secrets: readonly string[], now: Date): number | null {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(
    (name) => headers[name],
  );
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') return null;
  if (!/^\d{1,12}$/.test(timestamp) || id.length > 200 || signatures.length > 2000) return null;
  const at = new Date(Number(timestamp) * 1000);
  if (Math.abs(now.getTime() - at.getTime()) > TOLERANCE) return null;
  const given = signatures.split(' ').map((one) => Buffer.from(one));
  const found = secrets.findIndex((secret) => {
    const wanted = Buffer.from(new Webhook(secret).sign(id, at, body));
    return given.some((one) => one.length === wanted.length && timingSafeEqual(one, wanted));
  });
  return found < 0 ? null : found;
}
