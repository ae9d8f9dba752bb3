// Rewrites docs/breton-review.txt: the texts that no Breton speaker has translated yet. Run after `npm run build`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localeFolders } from '../apps/portal/dist/platform/i18n/translations.js';

function keys(locale) {
  const found = new Set();
  const walk = (value, key, separator) => {
    if (typeof value !== 'object' || value === null) found.add(key.replace(/_(zero|one|two|few|many|other)$/, ''));
    else for (const [name, child] of Object.entries(value)) walk(child, `${key}${separator}${name}`, '.');
  };
  for (const [namespace, folder] of localeFolders()) {
    walk(JSON.parse(readFileSync(join(folder, `${locale}.json`), 'utf8')), namespace, ':');
  }
  return found;
}

const breton = keys('br');
const waiting = [...keys('fr')].filter((key) => !breton.has(key)).sort();
const heading = '# Texts that wait for somebody who speaks Breton; until then they are shown in French.\n';
writeFileSync(new URL('../docs/breton-review.txt', import.meta.url), `${heading}${waiting.join('\n')}\n`);
