/** The step of the breadcrumbs above every page of one's own account. */
export const accountCrumb = { label: 'accounts:account.title', href: '/compte' };
