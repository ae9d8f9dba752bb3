import type { Need } from '../service.entity.js';

/** The icon that stands for a need. */
export const needIcons: Readonly<Record<Need, string>> = {
  write: 'edit',
  store: 'cloud',
  meet: 'video',
  organise: 'calendar',
  communicate: 'chat',
  publish: 'flag',
  share: 'send',
};
