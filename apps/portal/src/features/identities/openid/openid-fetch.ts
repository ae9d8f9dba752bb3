import { createOutgoing, type HttpRequest } from '@ronron/connectors';
import type { CustomFetch } from 'openid-client';
import type { IdentityProvider } from '../providers/identity-provider.entity.js';
import { profileRules } from '../providers/provider-profiles.js';

/** Whoever waits at the sign-in page has another way in: better told soon than kept waiting. */
const TIME_LIMIT = 8000;
/** Metadata, keys and claims are some kilobytes. */
const MOST_BYTES = 500_000;

/** The provider was not reached, or may not be called; its reason is one of a connector's. */
export class ProviderUnreachable extends Error {}

/** How the client library calls out: only the issuer's own host, never a forbidden address, in bounded time. */
export function openidFetch(provider: Pick<IdentityProvider, 'issuer' | 'allowPrivate' | 'profile'>): CustomFetch {
  const { http } = createOutgoing({
    approvedHosts: [new URL(provider.issuer).host],
    allowPrivate: provider.allowPrivate,
    timeoutMs: TIME_LIMIT,
  });
  return async (url, { method, headers, body }) => {
    if (body instanceof URLSearchParams && !profileRules[provider.profile].pkce) body.delete('code_verifier');
    const outcome = await http.send({
      method: method as HttpRequest['method'],
      url,
      headers: Object.fromEntries(new Headers(headers as Record<string, string>)),
      redirects: 'answer',
      ...(body === undefined || body === null ? {} : { body: String(body) }),
    });
    if (outcome.kind !== 'done') throw new ProviderUnreachable(outcome.kind === 'failed' ? outcome.reason : 'timeout');
    const { status, headers: answered, body: bytes } = outcome.value;
    if (bytes.length > MOST_BYTES) throw new ProviderUnreachable('bad-answer');
    return new Response(status === 204 || status === 304 ? null : new Uint8Array(bytes), { status, headers: answered });
  };
}
