import { createInstance } from 'i18next';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAssets } from '../load-assets.js';
import type { Locale, PageContext, Translate } from '../page-context.js';
import { createTemplates } from '../templates/create-templates.js';

const assets = loadAssets();

const SAMPLE = {
  fr: { greeting: 'Bonjour {{name}}', onlyFrench: 'Bonjour', count_one: 'un', count_other: '{{count}}' },
  en: { greeting: 'Hello {{name}}' },
  br: { greeting: 'Demat {{name}}' },
};

/** Translates as the portal does: French where Breton is missing. The namespace `sample` is this folder's. */
export function sampleTranslate(locale: Locale): Translate {
  const ui = (name: string): object =>
    JSON.parse(readFileSync(new URL(`../locales/${name}.json`, import.meta.url), 'utf8')) as object;
  const instance = createInstance();
  void instance.init({
    initAsync: false,
    lng: 'fr',
    fallbackLng: 'fr',
    ns: ['ui', 'sample'],
    resources: Object.fromEntries(
      (['fr', 'en', 'br'] as const).map((name) => [name, { ui: ui(name), sample: SAMPLE[name] }]),
    ),
    interpolation: { escapeValue: false },
  });
  const translate = instance.getFixedT(locale);
  return (key, params = {}) => {
    const found = translate(key, { ...params, returnDetails: true } as never) as unknown as {
      res: string;
      usedLng: string;
    };
    return { text: found.res, lang: found.usedLng as Locale };
  };
}

/** A page's surroundings, of which a test changes what it is about. */
export function samplePage(changes: Partial<PageContext> = {}): PageContext {
  const locale = changes.locale ?? 'fr';
  return {
    locale,
    translate: sampleTranslate(locale),
    path: '/services',
    publicUrl: 'https://portail.example',
    title: 'Services',
    description: 'Les services',
    breadcrumbs: [],
    brand: { name: 'Quimper', colour: null, logoPath: null },
    viewer: null,
    csrfToken: null,
    flash: null,
    jsonLd: [],
    socialImagePath: null,
    demonstration: false,
    noIndex: false,
    ...changes,
  };
}

/** Templates with one view, `sample/view`, whose source is given. */
export function templatesWith(source: string): ReturnType<typeof createTemplates> {
  const folder = mkdtempSync(join(tmpdir(), 'ronron-views-'));
  writeFileSync(join(folder, 'view.hbs'), source);
  return createTemplates({ viewRoots: { sample: folder }, assets });
}

/** Draws a template's source alone. */
export function draw(source: string, model: object = {}, changes: Partial<PageContext> = {}): string {
  return templatesWith(source).fragment('sample/view', model, samplePage(changes));
}
