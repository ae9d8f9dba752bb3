import type { PageOptions } from './pages.js';

/** The two doors to the same pages: operators see their structures' services, administrators every one. */
export interface Area {
  readonly name: 'operator' | 'administrator';
  readonly path: '/operateur/services' | '/admin/services';
  readonly breadcrumbs: NonNullable<PageOptions['breadcrumbs']>;
}

export const operatorArea: Area = {
  name: 'operator',
  path: '/operateur/services',
  breadcrumbs: [{ label: 'catalogue:edit.operatorDesk', href: '/operateur' }],
};

export const administratorArea: Area = {
  name: 'administrator',
  path: '/admin/services',
  breadcrumbs: [{ label: 'catalogue:edit.administration', href: '/admin' }],
};

/** The way down to one of the services that an area shows. */
export function servicesCrumbs(area: Area): Area['breadcrumbs'] {
  return [...area.breadcrumbs, { label: 'catalogue:edit.title', href: area.path }];
}
