/** Which provider's rules apply. `openid`: OpenID Connect Core, nothing beside it. */
export const providerProfiles = ['openid', 'proconnect', 'franceconnect'] as const;
export type ProviderProfile = (typeof providerProfiles)[number];

export const signingAlgorithms = ['ES256', 'RS256'] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

export interface ProfileRules {
  /** The least that an account needs: no birth date, no gender. */
  readonly scope: string;
  /** RFC 7636. The two of the State refuse parameters that they do not know; `nonce` protects the code there. */
  readonly pkce: boolean;
  /** Space-separated; what the form proposes. */
  readonly acrValues: string;
  /** What the form proposes; a profile that has one wants userinfo as a signed JWT. */
  readonly signingAlgorithm: SigningAlgorithm | null;
  /** Where people read what it is. */
  readonly about: string | null;
}

/**
 * https://docs.partenaires.franceconnect.gouv.fr (FranceConnect v2) and numerique-gouv/proconnect-documentation: `state` and `nonce`
 * of 32 characters or more, `application/jwt` userinfo, logout with `id_token_hint`. ProConnect's `sub` is unique for each
 * identity provider behind it, hence `idp_id`.
 */
export const profileRules: Readonly<Record<ProviderProfile, ProfileRules>> = {
  openid: { scope: 'openid profile email', pkce: true, acrValues: '', signingAlgorithm: null, about: null },
  proconnect: {
    scope: 'openid given_name usual_name email siret idp_id',
    pkce: false,
    acrValues: 'eidas1',
    signingAlgorithm: 'RS256',
    about: 'https://www.proconnect.gouv.fr/',
  },
  franceconnect: {
    scope: 'openid given_name family_name email',
    pkce: false,
    acrValues: 'eidas1',
    signingAlgorithm: 'ES256',
    about: 'https://franceconnect.gouv.fr/',
  },
};

/** Whether there are rules for it: a row may hold what another version of the portal wrote. */
export function isKnownProfile(profile: string): profile is ProviderProfile {
  return providerProfiles.some((known) => known === profile);
}

/** Whether the level reached is one of those asked for; of eIDAS levels a higher one does too. */
export function reachesAcr(wanted: string, reached: unknown): boolean {
  const levels = wanted.split(/\s+/).filter(Boolean);
  if (levels.length === 0) return true;
  if (typeof reached !== 'string') return false;
  const eidas = (level: string): number => Number(/^eidas([123])$/.exec(level)?.[1] ?? NaN);
  return levels.some((level) => level === reached || eidas(reached) >= eidas(level));
}

/** What a provider says of somebody, as far as an account needs it. */
export interface OutsideIdentity {
  readonly providerId: string;
  /** The identity provider behind the provider, where `subject` is unique only within it; else empty. */
  readonly authority: string;
  readonly subject: string;
  readonly name: string;
  /** Lower case. */
  readonly email: string | null;
  /** Whether the provider vouches that the address is theirs. */
  readonly emailVerified: boolean;
  /** The organisation that an agent works for. */
  readonly siret: string | null;
}

/** Reads the claims of userinfo: all may be missing or of another type. */
export function identityOf(
  provider: { readonly id: string; readonly profile: ProviderProfile },
  claims: Readonly<Record<string, unknown>>,
): OutsideIdentity {
  const text = (name: string): string => {
    const value = claims[name];
    return typeof value === 'string' ? value.trim().replace(/\s+/g, ' ').slice(0, 200) : '';
  };
  const email = text('email').toLowerCase();
  const name = `${text('given_name')} ${text('usual_name') || text('family_name')}`.trim() || text('name');
  const siret = text('siret').replaceAll(' ', '');
  return {
    providerId: provider.id,
    authority: provider.profile === 'proconnect' ? text('idp_id') : '',
    subject: String(claims['sub']),
    name: name.slice(0, 80),
    email: /^[^\s@]+@[^\s@]+$/.test(email) ? email : null,
    emailVerified: claims['email_verified'] === true,
    siret: /^\d{14}$/.test(siret) ? siret : null,
  };
}
