import { escape, Html } from './templates/html.js';

/** Drawn on a 24 × 24 grid, lines of 2, round ends. */
const PATHS: Readonly<Record<string, string>> = {
  'arrow-left': '<path d="M19 12H5m6-6-6 6 6 6"/>',
  'arrow-right': '<path d="M5 12h14m-6-6 6 6-6 6"/>',
  alert: '<path d="M12 4 2.8 19.5h18.4z"/><path d="M12 10v4m0 3v.01"/>',
  bell: '<path d="M6 16v-5a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4"/>',
  building: '<path d="M4 21V8l8-5 8 5v13M9 21v-6h6v6M9 11h.01M15 11h.01M2.5 21h19"/>',
  calendar: '<rect x="4" y="5" width="16" height="16" rx="2.5"/><path d="M8 3v4m8-4v4M4 10.5h16"/>',
  chat: '<path d="M20.5 12a7.5 7.5 0 0 1-8 7.5H4l1.8-3.2A7.5 7.5 0 1 1 20.5 12z"/>',
  check: '<path d="m4.5 12.5 5 5 10-11"/>',
  chevron: '<path d="m6 9 6 6 6-6"/>',
  circle: '<circle cx="12" cy="12" r="6"/>',
  clock: '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
  cloud: '<path d="M7 19a5 5 0 0 1-.6-10A6.5 6.5 0 0 1 19 10.5 4.3 4.3 0 0 1 18 19z"/>',
  cross: '<path d="m6 6 12 12M18 6 6 18"/>',
  document: '<path d="M6 3h8l5 5v13H6zM14 3v5h5M9.5 13h6m-6 4h6"/>',
  download: '<path d="M12 4v11m-5-5 5 5 5-5M4.5 20h15"/>',
  edit: '<path d="m4 20 1-4.5L16.500 4l3.500 3.500L8.500 19z"/>',
  euro: '<path d="M18 6.500A7 7 0 1 0 18 17.500M4 10.500h9M4 13.500h9"/>',
  external: '<path d="M13 5h6v6m0-6-9 9M17 14v5H5V7h5"/>',
  eye: '<path d="M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12z"/><circle cx="12" cy="12" r="2.800"/>',
  flag: '<path d="M5 21V4m0 1c5-3 8 3 14 0v9c-6 3-9-3-14 0"/>',
  hand: '<path d="M3 13h3l3-2h4a2 2 0 0 1 0 4h-3m3 0 5.500-3a1.600 1.600 0 0 1 1.700 2.700L14 19.500H9l-3-1.500H3z"/>',
  heart:
    '<path d="M12 20S3.500 15 3.500 9.200A4.600 4.600 0 0 1 12 7a4.600 4.600 0 0 1 8.500 2.200C20.500 15 12 20 12 20z"/>',
  help: '<circle cx="12" cy="12" r="9"/><path d="M9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.400-1 .8-1 1.700m0 3v.01"/>',
  home: '<path d="m3.500 11 8.500-7 8.500 7M6 9.500V20h12V9.500M10 20v-6h4v6"/>',
  info: '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.500m0-9v.01"/>',
  key: '<circle cx="8" cy="15" r="4.500"/><path d="m11.500 11.500 8-8m-3 3 3 3"/>',
  leaf: '<path d="M5 19c0-9 5-14 15-14 0 10-5 15-13 13m-2 3c1-5 4-8 8-9.500"/>',
  list: '<path d="M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01"/>',
  lock: '<rect x="5" y="11" width="14" height="10" rx="2.500"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
  mail: '<rect x="3" y="5" width="18" height="14" rx="2.500"/><path d="m4 7.500 8 6 8-6"/>',
  menu: '<path d="M4 7h16M4 12h16M4 17h16"/>',
  minus: '<path d="M5 12h14"/>',
  note: '<path d="M5 3h14v12l-5 6H5zM14 21v-6h5M9 8h6m-6 4h6"/>',
  people:
    '<circle cx="9" cy="8" r="3.500"/><path d="M2.500 20a6.500 6.500 0 0 1 13 0M16 5a3.500 3.500 0 0 1 0 6.500m2 2.500a6.500 6.500 0 0 1 3.500 6"/>',
  person: '<circle cx="12" cy="8" r="4"/><path d="M4.500 20.500a7.500 7.500 0 0 1 15 0"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  refresh: '<path d="M20 12a8 8 0 1 1-2.500-5.800M20 3.500V8h-4.500"/>',
  search: '<circle cx="10.500" cy="10.500" r="6.500"/><path d="m15.500 15.500 5 5"/>',
  send: '<path d="M21 3 3 10.500l7 3 3 7zM10 13.500l4.500-4"/>',
  settings: '<path d="M4 7h9m6 0h1M4 17h1m6 0h9"/><circle cx="16" cy="7" r="2.800"/><circle cx="8" cy="17" r="2.800"/>',
  shield:
    '<path d="M12 3 4.500 6v5.500c0 4.500 3 8 7.500 9.500 4.500-1.500 7.500-5 7.500-9.500V6z"/><path d="m9 12 2.200 2.200L15 10.300"/>',
  star: '<path d="m12 3.500 2.600 5.400 5.900.8-4.300 4.100 1 5.900-5.200-2.800-5.200 2.800 1-5.900-4.300-4.100 5.900-.8z"/>',
  tool: '<path d="M14.500 6.500a4.500 4.500 0 0 1 5-2.500L17 6.500 17.500 9l2.500.5 2-2.500a4.500 4.500 0 0 1-6.500 5L8 19.500a2.100 2.100 0 0 1-3-3l7.500-7.500a4.500 4.500 0 0 1 2-2.500z"/>',
  trash: '<path d="M4 7h16M9 7V4h6v3M6 7l1 13.500h10L18 7M10 11v6m4-6v6"/>',
  upload: '<path d="M12 15V4M7 9l5-5 5 5M4.500 20h15"/>',
  video: '<rect x="3" y="6" width="12.500" height="12" rx="2.500"/><path d="m15.500 11 5.500-3.500v9L15.500 13"/>',
};

export const iconNames: readonly string[] = Object.keys(PATHS);

/** An icon beside a text that says the same: hidden from screen readers. */
export function icon(name: string): string {
  const drawing = PATHS[name];
  if (drawing === undefined) throw new Error(`There is no icon "${name}"`);
  return `<svg class="icon icon--${escape(name)}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">${drawing}</svg>`;
}

export const iconHelpers = {
  icon: (name: unknown): Html => new Html(icon(String(name)), ''),
};
