export {
  claimsByScope,
  ENTITLEMENTS_SCOPE,
  isPersonalScope,
  personalScopes,
  type PersonalClaims,
  type PersonalScope,
} from './scopes.js';
export { metadataOf, pairwiseSub, secretHash, type Door, type SignInClient } from './client.js';
export { acrOf, MULTI_FACTOR, SINGLE_FACTOR } from './assurance.js';
export { rememberSignedIn, sessionCookie, type SignedIn } from './signed-in.js';
export type { OidcPorts, ProviderPages, SigningKeys } from './ports.js';
export { createProvider, type RonronProvider } from './create-provider.js';
export { ID_TOKEN_TTL } from './provider-configuration.js';
export { OWED_PROMPT, SUBSCRIPTION_PROMPT } from './interaction-policy.js';
export { signedInOf } from './signed-in.js';
export { firstGrant, grantRequested } from './grants.js';
export { errors, Provider } from './library.js';
export type { Adapter, AdapterFactory, AdapterPayload, InteractionResults, JWK } from 'oidc-provider';
