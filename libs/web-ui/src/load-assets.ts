import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Styles, scripts, fonts and pictures, ready to be served. Addresses hold a hash of the content, so they never change. */
export interface Assets {
  /** The address of `ui.css`. @throws when there is no such asset. */
  pathOf(name: string): string;
  /** By address. */
  readonly files: ReadonlyMap<string, { readonly body: Buffer; readonly type: string }>;
}

/** In the order in which they override one another. */
const STYLES = [
  'tokens',
  'base',
  'layout',
  'text',
  'buttons',
  'forms',
  'components',
  'tables',
  'charts',
  'home',
  'print',
];

const IMAGES = ['favicon.svg', 'apple-touch-icon.png', 'social.png', 'logo.svg'];

const FONTS = ['latin-wght-normal', 'latin-ext-wght-normal', 'latin-wght-italic', 'latin-ext-wght-italic'].map(
  (name) => `atkinson-hyperlegible-next-${name}.woff2`,
);

const SCRIPTS = ['enhance.js', 'challenge.js', 'challenge-worker.js', 'strength.js', 'passkey.js'];

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

const source = fileURLToPath(new URL('../src', import.meta.url));

/** Reads everything once, at the start. */
export function loadAssets(): Assets {
  const paths = new Map<string, string>();
  const files = new Map<string, { body: Buffer; type: string }>();
  const add = (name: string, body: Buffer): void => {
    const hash = createHash('sha256').update(body).digest('base64url').slice(0, 12);
    const path = `/assets/${hash}/${name}`;
    paths.set(name, path);
    files.set(path, { body, type: TYPES[name.slice(name.lastIndexOf('.') + 1)]! });
  };
  const pathOf = (name: string): string => {
    const path = paths.get(name);
    if (path === undefined) throw new Error(`There is no asset "${name}"`);
    return path;
  };
  const fontFolder = join(
    dirname(createRequire(import.meta.url).resolve('@fontsource-variable/atkinson-hyperlegible-next/package.json')),
    'files',
  );
  for (const font of FONTS) add(font, readFileSync(join(fontFolder, font)));
  for (const image of IMAGES) add(image, readFileSync(join(source, 'images', image)));
  for (const script of SCRIPTS) add(script, readFileSync(join(source, 'scripts', script)));
  // Speaks the browser's side of passkeys; a bundle that its makers ship.
  const browser = createRequire(import.meta.url).resolve('@simplewebauthn/browser');
  add('simplewebauthn.js', readFileSync(join(dirname(browser), '..', 'dist', 'bundle', 'index.umd.min.js')));
  const css = STYLES.map((name) => readFileSync(join(source, 'styles', `${name}.css`), 'utf8')).join('\n');
  // Style sheets name an asset as url('asset:x'); its address is known only now.
  add('ui.css', Buffer.from(css.replaceAll(/asset:([\w.-]+)/g, (_, name: string) => pathOf(name))));
  return { pathOf, files };
}
