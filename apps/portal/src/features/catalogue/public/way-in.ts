import type { AccessMode } from '../service.entity.js';

export type WayInKind = 'open-tool' | 'get-it' | 'ask' | 'members' | 'waiting-list';

/** The one thing to do next for who wants the service. */
export interface WayIn {
  readonly kind: WayInKind;
  /** A path of ours, or the tool's own address. */
  readonly href: string;
  readonly external: boolean;
}

/** What the service's page invites to do. Who exactly is eligible is decided when asking, where it is explained. */
export function wayIn(service: {
  readonly slug: string;
  readonly accessMode: AccessMode;
  readonly address: string;
  readonly full: boolean;
}): WayIn {
  const ours = (kind: WayInKind): WayIn => ({ kind, href: `/services/${service.slug}/demande`, external: false });
  if (service.accessMode === 'without-account') return { kind: 'open-tool', href: service.address, external: true };
  if (service.full) return ours('waiting-list');
  switch (service.accessMode) {
    case 'open':
      return ours('get-it');
    case 'on-request':
      return ours('ask');
    case 'members-only':
      return ours('members');
  }
}
