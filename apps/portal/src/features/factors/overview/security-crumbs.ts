/** Where somebody sees and changes how they sign in. */
export const SECURITY_PAGE = '/compte/securite';

/** The steps of the breadcrumbs above the pages of one's factors. */
export const securityCrumbs = [
  { label: 'accounts:account.title', href: '/compte' },
  { label: 'factors:security.title', href: SECURITY_PAGE },
];
