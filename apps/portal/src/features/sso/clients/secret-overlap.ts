import { DAY } from '@ronron/kernel';
import { secretHash } from '@ronron/oidc';
import type { OidcClient } from './oidc-client.entity.js';

/** How long the secret before is taken beside the new one: somebody has to paste it somewhere. */
const OVERLAP = 7 * DAY;

type SecretColumns = Pick<OidcClient, 'secretHash' | 'secretShownAt' | 'previousSecretHash' | 'previousSecretUntil'>;

/** A client whose secret before is taken no more: it leaked, or its tool knows the new one. */
export const withoutPreviousSecret: Pick<SecretColumns, 'previousSecretHash' | 'previousSecretUntil'> = {
  previousSecretHash: null,
  previousSecretUntil: null,
};

/** A client with a new secret. The one before, if anybody ever saw it, is taken beside it for a week; one older than that no more. */
export function withNewSecret(client: SecretColumns, secret: string, now: Date): SecretColumns {
  const previous =
    client.secretShownAt === null
      ? withoutPreviousSecret
      : { previousSecretHash: client.secretHash, previousSecretUntil: new Date(now.getTime() + OVERLAP) };
  return { secretHash: secretHash(secret), secretShownAt: now, ...previous };
}

/** Until when the secret before is taken; null when it is not. */
export function previousSecretUntil(client: SecretColumns, now: Date): Date | null {
  const { previousSecretHash: hash, previousSecretUntil: until } = client;
  return hash !== null && until !== null && until > now ? until : null;
}
