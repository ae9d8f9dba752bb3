import { connectorLocaleFolder } from '@ronron/connectors';
import { localeFolder as uiLocaleFolder, type Locale, type Translate } from '@ronron/web-ui';
import { createInstance, type i18n } from 'i18next';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { locales } from './locales.js';

const sourceRoot = fileURLToPath(new URL('../../../src', import.meta.url));

/** Namespace → folder that holds `fr.json`, `en.json` and `br.json`. A feature's namespace is its folder's name. */
export function localeFolders(): ReadonlyMap<string, string> {
  const folders = new Map<string, string>([
    ['ui', uiLocaleFolder],
    ['connectors', connectorLocaleFolder],
    ['platform', join(sourceRoot, 'platform', 'locales')],
  ]);
  for (const entry of readdirSync(join(sourceRoot, 'features'), { withFileTypes: true })) {
    const folder = join(sourceRoot, 'features', entry.name, 'locales');
    if (entry.isDirectory() && readdirSync(join(sourceRoot, 'features', entry.name)).includes('locales')) {
      folders.set(entry.name, folder);
    }
  }
  return folders;
}

/** Reads every locale file once. */
export function loadTranslations(): Translations {
  const resources: Record<string, Record<string, object>> = {};
  for (const locale of locales) {
    resources[locale] = {};
    for (const [namespace, folder] of localeFolders()) {
      resources[locale][namespace] = JSON.parse(readFileSync(join(folder, `${locale}.json`), 'utf8')) as object;
    }
  }
  const instance = createInstance();
  void instance.init({
    initAsync: false,
    lng: 'fr',
    fallbackLng: 'fr',
    supportedLngs: [...locales],
    ns: [...localeFolders().keys()],
    resources,
    // The templates escape; a mail is plain text.
    interpolation: { escapeValue: false },
    returnEmptyString: false,
  });
  return new Translations(instance);
}

/** Texts for people, by key `namespace:path.to.key`. */
export class Translations {
  private readonly translators = new Map<Locale, Translate>();

  constructor(private readonly instance: i18n) {}

  /**
   * The translator of one locale. A text that is missing in Breton comes in French and says so, which the page marks
   * with `lang`. A key missing everywhere shows itself: a test keeps that from happening.
   */
  for(locale: Locale): Translate {
    let translator = this.translators.get(locale);
    if (translator === undefined) {
      translator = this.translator(locale);
      this.translators.set(locale, translator);
    }
    return translator;
  }

  /** Plain text. */
  text(locale: Locale, key: string, params?: Record<string, unknown>): string {
    return this.for(locale)(key, params).text;
  }

  has(key: string): boolean {
    return this.instance.exists(key, { lng: 'fr' });
  }

  /** Texts without parameters never change, and a page has a hundred: they are looked up once. */
  private translator(locale: Locale): Translate {
    const fixed = this.instance.getFixedT(locale);
    const known = new Map<string, ReturnType<Translate>>();
    return (key, params = {}) => {
      const always = Object.keys(params).length === 0;
      const before = always ? known.get(key) : undefined;
      if (before !== undefined) return before;
      const found = fixed(key, { ...params, returnDetails: true } as never) as unknown as {
        res: string;
        usedLng: string;
      };
      const text = { text: found.res, lang: found.usedLng as Locale };
      if (always && this.has(key)) known.set(key, Object.freeze(text));
      return text;
    };
  }
}
