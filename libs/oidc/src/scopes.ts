/** Which claims each scope opens. A client gets those of the scopes that it was given, however many it asks for. */
export const claimsByScope = {
  openid: ['sub'],
  profile: ['name', 'locale'],
  email: ['email', 'email_verified'],
  groups: ['groups'],
  quota: ['quota'],
  subscriptions: ['ronron:subscriptions'],
} as const;

/** The scopes that tell something about a person, in the order in which people read them. */
export const personalScopes = ['profile', 'email', 'groups', 'quota', 'subscriptions'] as const;
export type PersonalScope = (typeof personalScopes)[number];

export function isPersonalScope(scope: string): scope is PersonalScope {
  return (personalScopes as readonly string[]).includes(scope);
}

/** For services that ask whether somebody may use them: client credentials only, says nothing about who asks. */
export const ENTITLEMENTS_SCOPE = 'entitlements';

/** What `personalScopes` may tell, by the names of OpenID Connect Core 5.1 where it has one. */
export interface PersonalClaims {
  readonly name: string;
  /** BCP 47. */
  readonly locale: string;
  readonly email: string;
  readonly email_verified: boolean;
  /** Organisations by which the person uses this very service, each also with the role in it: `<id>` and `<id>:manager`. */
  readonly groups: readonly string[];
  /** Bytes, as decimal digits: Nextcloud takes text only. Absent where there is none. */
  readonly quota?: string;
  /** What the person holds of this very service. */
  readonly 'ronron:subscriptions': readonly {
    readonly id: string;
    readonly organisation: string | null;
    readonly role: string;
    readonly quota: number | null;
  }[];
}
