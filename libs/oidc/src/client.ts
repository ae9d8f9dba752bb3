import { createHash, createHmac } from 'node:crypto';
import type { ClientMetadata } from 'oidc-provider';
import type { PersonalScope } from './scopes.js';

/** A tool that signs people in through the portal, or asks it questions in its own name. */
export interface SignInClient {
  readonly id: string;
  readonly name: string;
  /** Of the secret, by `secretHash`; the secret itself is kept nowhere. */
  readonly secretHash: string;
  /** Of the secret before, while it is still taken; else null. */
  readonly previousSecretHash: string | null;
  /** Whether nobody is signed in there any more, and nothing told: it is still told of sign-outs. */
  readonly disabled: boolean;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly backchannelLogoutUri: string | null;
  readonly scopes: readonly PersonalScope[];
  /** Whether people are asked before their data goes there. */
  readonly consent: boolean;
  /** Set for a client whose `sub` is its own, which no other client's can be compared with. */
  readonly pairwiseSalt: string | null;
  /** Whether it must send PKCE; else it must send a nonce. */
  readonly pkce: boolean;
  /** False: it sends neither, and its `state` and its secret are all that ties an answer to its question. */
  readonly nonce: boolean;
  /** Whether it takes what is told of people only as a signed token: OpenID Connect Core 5.3.2. */
  readonly signedUserinfo: boolean;
  readonly idTokenAlg: 'ES256' | 'RS256';
  /** The service it is; null for an application that is none of the catalogue. */
  readonly serviceId: string | null;
  /** For an application: whether not everybody with an account may enter. */
  readonly restricted: boolean;
}

/** By what is decided who may enter a client. */
export type Door = Pick<SignInClient, 'id' | 'serviceId' | 'restricted'>;

/** Names of the metadata that are ours, beside those of OpenID Connect Registration 2. */
export const OWN_METADATA = [
  'ronron_scopes',
  'ronron_consent',
  'ronron_salt',
  'ronron_service',
  'ronron_restricted',
  'ronron_pkce',
  'ronron_nonce',
  'ronron_previous_secret',
] as const;

/** The door of a client as the library knows it. */
export function doorOf(client: { readonly clientId: string; readonly [metadata: string]: unknown }): Door {
  return {
    id: client.clientId,
    serviceId: client['ronron_service'] as string | null,
    restricted: client['ronron_restricted'] as boolean,
  };
}

/** Of 256 random bits: a plain hash cannot be turned back. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** The `sub` by which one client alone knows an account: OpenID Connect Core 8.1. */
export function pairwiseSub(salt: string, accountId: string): string {
  return createHmac('sha256', salt).update(accountId).digest('base64url');
}

/** A client in the words of OpenID Connect Dynamic Client Registration 1.0, 2. */
export function metadataOf(client: SignInClient): ClientMetadata {
  const signsPeopleIn = client.redirectUris.length > 0 && !client.disabled;
  return {
    client_id: client.id,
    client_name: client.name,
    client_secret: client.secretHash,
    token_endpoint_auth_method: 'client_secret_basic',
    application_type: 'web',
    grant_types: [
      ...(signsPeopleIn ? ['authorization_code', 'refresh_token'] : []),
      ...(client.disabled ? [] : ['client_credentials']),
    ],
    response_types: signsPeopleIn ? ['code'] : [],
    redirect_uris: signsPeopleIn ? [...client.redirectUris] : [],
    post_logout_redirect_uris: [...client.postLogoutRedirectUris],
    ...(client.backchannelLogoutUri === null
      ? {}
      : { backchannel_logout_uri: client.backchannelLogoutUri, backchannel_logout_session_required: true }),
    subject_type: client.pairwiseSalt === null ? 'public' : 'pairwise',
    id_token_signed_response_alg: client.idTokenAlg,
    ...(client.signedUserinfo ? { userinfo_signed_response_alg: client.idTokenAlg } : {}),
    require_auth_time: true,
    ronron_scopes: [...client.scopes],
    ronron_consent: client.consent,
    ronron_salt: client.pairwiseSalt,
    ronron_service: client.serviceId,
    ronron_restricted: client.restricted,
    ronron_pkce: client.pkce,
    ronron_nonce: client.nonce,
    ronron_previous_secret: client.previousSecretHash,
  };
}
