import type { Assets } from './load-assets.js';
import type { Locale, PageContext } from './page-context.js';
import { Html } from './templates/html.js';
import { localHref } from './templates/text-helpers.js';

const LANGUAGES: readonly { readonly locale: Locale; readonly name: string }[] = [
  { locale: 'fr', name: 'Français' },
  { locale: 'en', name: 'English' },
  { locale: 'br', name: 'Brezhoneg' },
];

const PUBLIC = [
  { key: 'ui:nav.services', path: '/services' },
  { key: 'ui:nav.gatherings', path: '/rendez-vous' },
  { key: 'ui:nav.commitments', path: '/engagements' },
  { key: 'ui:nav.help', path: '/aide' },
];

const SIGNED_IN = [
  { key: 'ui:nav.myServices', path: '/mes-services' },
  { key: 'ui:nav.myRequests', path: '/demandes' },
  { key: 'ui:nav.account', path: '/compte' },
];

const AREAS = {
  operator: { key: 'ui:nav.operator', path: '/operateur' },
  editor: { key: 'ui:nav.editor', path: '/editeur' },
  administrator: { key: 'ui:nav.administration', path: '/admin' },
} as const;

/** Where people add a second factor. */
const SECURITY_PAGE = '/compte/securite';

/** What the layout shows around a view. */
export function layoutModel(context: PageContext, assets: Assets): object {
  const link = (item: { readonly key: string; readonly path: string }): object => ({
    ...item,
    current: context.path === item.path || context.path.startsWith(`${item.path}/`),
  });
  const social = context.socialImagePath ?? assets.pathOf('social.png');
  const { colour, name } = context.brand;
  return {
    title: `${context.title} – ${name}`,
    canonical: context.publicUrl + localHref(context.locale, context.path),
    languages: LANGUAGES.map((language) => ({
      ...language,
      href: localHref(language.locale, context.path),
      url: context.publicUrl + localHref(language.locale, context.path),
      current: language.locale === context.locale,
    })),
    socialImage: social.startsWith('/') ? context.publicUrl + social : social,
    brandStylesheet: colour === null ? null : `/assets/brand-${colour.replace('#', '').toLowerCase()}.css`,
    // Data, not code; a text could otherwise end the element.
    jsonLd: context.jsonLd.map((data) => new Html(JSON.stringify(data).replaceAll('<', '\\u003c'), '')),
    // The page where it is added says the same at more length.
    secondFactor: context.path.startsWith(SECURITY_PAGE) ? null : context.viewer?.secondFactor,
    securityPage: SECURITY_PAGE,
    publicLinks: PUBLIC.map(link),
    personalLinks: context.viewer === null ? [] : SIGNED_IN.map(link),
    areaLinks: (context.viewer?.areas ?? []).map((area) => link(AREAS[area])),
  };
}
