import type { LegalKind } from './legal-text.entity.js';

/** Where the public reads each kind. */
export const legalPaths: Readonly<Record<LegalKind, string>> = {
  notice: '/mentions-legales',
  privacy: '/confidentialite',
  accessibility: '/accessibilite',
  terms: '/conditions',
};

/** The kind of a path's last part, or null. */
export function legalKindOf(slug: string): LegalKind | null {
  const found = Object.entries(legalPaths).find(([, path]) => path === `/${slug}`);
  return found === undefined ? null : (found[0] as LegalKind);
}
