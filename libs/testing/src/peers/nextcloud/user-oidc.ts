import { createHash } from 'node:crypto';
import type { OcsUser, OcsUsers } from './ocs-users.js';
import { readable } from './readable-size.js';

/** How the provider was entered in `user_oidc`; the first two are its defaults. */
export interface OidcSettings {
  readonly uniqueUid: boolean;
  readonly groupProvisioning: boolean;
}

export interface OidcClaims {
  readonly sub: string;
  readonly name?: string;
  readonly email?: string;
  readonly quota?: string;
  readonly groups?: readonly string[];
}

/**
 * What `user_oidc` 8 does when somebody signs in: an account whose id is the subject is used, whoever keeps it; else one
 * is made, under a hash unless `unique-uid` is off. Name, address and quota follow the claims, and with group
 * provisioning every group that no claim names is left.
 * @returns Null when the account is disabled.
 */
export function signInByOidc(
  users: OcsUsers,
  claims: OidcClaims,
  { uniqueUid, groupProvisioning }: OidcSettings,
  now: Date,
): OcsUser | null {
  const { sub, name, email, quota, groups = [] } = claims;
  const id = uniqueUid ? createHash('sha256').update(`1_0_${sub}`).digest('hex') : sub;
  const fresh = { id, email: '', displayname: '', backend: 'user_oidc' } as const;
  const user = users.all.get(sub) ?? users.all.get(id) ?? users.add(fresh);
  if (!user.enabled) return null;
  if (name !== undefined) user.displayname = name;
  if (email !== undefined) user.email = email.toLowerCase();
  if (quota !== undefined) user.quota = readable(quota) ?? user.quota;
  if (groupProvisioning) {
    user.groups.clear();
    for (const group of groups) user.groups.add(group);
  }
  user.lastLogin = now.getTime();
  return user;
}
