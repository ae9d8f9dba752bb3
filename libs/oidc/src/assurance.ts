/** How sure the sign-in is, in the words of REFEDS, which tools know: https://refeds.org/profile/sfa and /mfa. */
export const SINGLE_FACTOR = 'https://refeds.org/profile/sfa';
export const MULTI_FACTOR = 'https://refeds.org/profile/mfa';

/** `amr` are values of RFC 8176; `mfa` stands there when two kinds of factors were shown. */
export function acrOf(amr: readonly string[]): string {
  return amr.includes('mfa') ? MULTI_FACTOR : SINGLE_FACTOR;
}
