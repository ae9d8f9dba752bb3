import type { AdapterPayload } from '@ronron/oidc';

interface Part {
  readonly scope?: string;
  readonly claims?: readonly string[];
}

/** The library leaves the inside of its payloads open; this is what its grants hold. */
interface GrantPayload extends AdapterPayload {
  readonly openid?: Part;
  readonly rejected?: { readonly openid?: Part };
}

/** What two grants of one sign-in to one client give together; where one gives what the other refuses, it is given. */
export function unionOfGrants(kept: GrantPayload, added: GrantPayload): GrantPayload {
  const openid = unionOf(kept.openid, added.openid);
  const refused = unionOf(kept.rejected?.openid, added.rejected?.openid);
  return {
    ...kept,
    ...added,
    ...(openid === null ? {} : { openid }),
    ...(refused === null ? {} : { rejected: { openid: without(refused, openid) } }),
  };
}

function unionOf(one: Part | undefined, other: Part | undefined): Part | null {
  const scopes = new Set([...words(one), ...words(other)]);
  const claims = new Set([...(one?.claims ?? []), ...(other?.claims ?? [])]);
  return scopes.size + claims.size === 0 ? null : partOf(scopes, claims);
}

function without(refused: Part, given: Part | null): Part {
  const scopes = words(refused).filter((scope) => !words(given).includes(scope));
  const claims = (refused.claims ?? []).filter((claim) => !given?.claims?.includes(claim));
  return partOf(new Set(scopes), new Set(claims));
}

function partOf(scopes: ReadonlySet<string>, claims: ReadonlySet<string>): Part {
  return {
    ...(scopes.size === 0 ? {} : { scope: [...scopes].join(' ') }),
    ...(claims.size === 0 ? {} : { claims: [...claims] }),
  };
}

function words(part: Part | null | undefined): string[] {
  return part?.scope?.split(' ') ?? [];
}
