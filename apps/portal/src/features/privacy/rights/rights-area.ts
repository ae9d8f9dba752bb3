/** The two doors to the same pages: operators see what is asked of their structures, administrators everything. */
export interface RightsArea {
  readonly name: 'operator' | 'administrator';
  readonly path: '/operateur/droits' | '/admin/droits';
  readonly home: { readonly label: string; readonly href: string };
}

export const operatorRights: RightsArea = {
  name: 'operator',
  path: '/operateur/droits',
  home: { label: 'desk:title', href: '/operateur' },
};

export const administratorRights: RightsArea = {
  name: 'administrator',
  path: '/admin/droits',
  home: { label: 'administration:title', href: '/admin' },
};
