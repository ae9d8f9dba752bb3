import { createHash } from 'node:crypto';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { claimsByScope, isPersonalScope, type PersonalScope } from './scopes.js';
import { mayUse } from './interaction-policy.js';
import type { OidcPorts } from './ports.js';

type Grant = InstanceType<Provider['Grant']>;

/** What a client asked for. */
interface Requested {
  readonly scopes: Iterable<string>;
  readonly claims: Iterable<string>;
}

/**
 * Gives a client what it asked for as far as it may have it, and notes the rest as refused, so that tools which always ask for
 * everything work with less. Returns whether the grant changed.
 */
export function grantRequested(grant: Grant, requested: Requested, allowed: readonly PersonalScope[]): boolean {
  const scopesSeen = new Set(grant.getOIDCScopeEncountered().split(' '));
  const claimsSeen = new Set(grant.getOIDCClaimsEncountered());
  const openClaims = new Set<string>(allowed.flatMap((scope) => [...claimsByScope[scope]]));
  const newScopes = [...requested.scopes].filter((scope) => !scopesSeen.has(scope));
  const newClaims = [...requested.claims].filter((claim) => !claimsSeen.has(claim));
  for (const scope of newScopes) {
    if (isPersonalScope(scope) && !allowed.includes(scope)) grant.rejectOIDCScope(scope);
    else grant.addOIDCScope(scope);
  }
  const given = newClaims.filter((claim) => openClaims.has(claim));
  const refused = newClaims.filter((claim) => !openClaims.has(claim));
  if (given.length > 0) grant.addOIDCClaims(given);
  if (refused.length > 0) grant.rejectOIDCClaims(refused);
  return newScopes.length + newClaims.length > 0;
}

/** Whose grant it is, for whom. */
interface Granted {
  readonly sessionUid: string;
  readonly accountId: string;
  readonly clientId: string;
}

/** The first grant of a sign-in for a client. Named after both, so that two tabs which make it at once, on two replicas, make one. */
export function firstGrant(provider: Provider, { sessionUid, accountId, clientId }: Granted): Grant {
  const grant = new provider.Grant({ accountId, clientId });
  grant.jti = nameOf('grant', sessionUid, accountId, clientId);
  return grant;
}

/**
 * The grant of this sign-in for this client, and one `sid` for it (OpenID Connect Back-Channel Logout 1.0, section 2.1): each of two tabs
 * would tell the tool of another one, and a sign-out would name only the one that was kept.
 */
export function createGrantLoader(accounts: OidcPorts['accounts']) {
  const find = createGrantFinder(accounts);
  return async function loadExistingGrant(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
    const grant = await find(ctx);
    const { client, session } = ctx.oidc;
    const { clientId } = client!;
    if (grant !== undefined && session!.sidFor(clientId) === undefined)
      session!.sidFor(clientId, nameOf('sid', session!.uid, clientId));
    return grant;
  };
}

/**
 * Where no question is needed (the portal's own services, or the person agreed before) the grant is made on the way; else the missing
 * parts lead to the consent page.
 */
function createGrantFinder(accounts: OidcPorts['accounts']) {
  return async function find(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
    const { client, session, account, provider } = ctx.oidc;
    const consented = ctx.oidc.result?.['consent'] as { grantId?: string } | undefined;
    const grantId = consented?.grantId ?? session!.grantIdFor(client!.clientId);
    const existing = grantId === undefined ? undefined : await provider.Grant.find(grantId);
    if (consented !== undefined) return existing;
    if (!(await mayUse(ctx, accounts))) return existing;
    const allowed = client!['ronron_scopes'] as PersonalScope[];
    const asksAgain = ctx.oidc.prompts.has('consent') || client!['ronron_consent'] === true;
    if (asksAgain && existing === undefined) {
      const wanted = [...ctx.oidc.requestParamOIDCScopes].filter(
        (scope) => isPersonalScope(scope) && allowed.includes(scope),
      );
      const extra = [...ctx.oidc.requestParamClaims].some((claim) => !NEVER_ASKED.has(claim));
      if (extra || !(await accounts.agreed(account!.accountId, client!.clientId, wanted))) return undefined;
    }
    if (asksAgain && existing !== undefined) return existing;
    const granted = { sessionUid: session!.uid, accountId: account!.accountId, clientId: client!.clientId };
    // What was given by one that was revoked stays so: another one follows it.
    const made = (): Grant => (grantId === undefined ? firstGrant(provider, granted) : new provider.Grant(granted));
    const grant = existing ?? made();
    const changed = grantRequested(
      grant,
      {
        scopes: ctx.oidc.requestParamOIDCScopes,
        claims: [...ctx.oidc.requestParamClaims].filter((claim) => !NEVER_ASKED.has(claim)),
      },
      allowed,
    );
    if (changed || existing === undefined) await grant.save();
    return grant;
  };
}

function nameOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join(' ')).digest('base64url');
}

/** Claims about the sign-in itself, which the library gives without asking. */
const NEVER_ASKED = new Set(['sub', 'sid', 'auth_time', 'acr', 'amr', 'iss']);
