// npx nx g ./tools/connector-generator:connector <id> [--title=… --french=… --english=…]
import { fileURLToPath } from 'node:url';
import { formatFiles, generateFiles, names, updateJson } from '@nx/devkit';
import { addToRegistry } from './registry-line.mjs';
import { textsOf, withKeys } from './texts.mjs';

const CONNECTORS = 'libs/connectors/src';
const REGISTRY = `${CONNECTORS}/registry.ts`;
const BRETON_REVIEW = 'docs/breton-review.txt';

/**
 * Makes `libs/connectors/src/<id>/`, `docs/connectors/<id>.md`, the French and English texts and the registry's line: a
 * connector to a service that does not exist yet, kept by the contract from the first minute. To be bent to the real one.
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ id: string, title?: string, french?: string, english?: string }} options
 */
export default async function connector(tree, options) {
  const { id } = options;
  if (tree.exists(`${CONNECTORS}/${id}`)) throw new Error(`${CONNECTORS}/${id} exists already.`);

  const title = options.title ?? id.replace(/(^|-)(\w)/g, (_, dash, letter) => (dash && ' ') + letter.toUpperCase());
  const { propertyName, className } = names(id);
  const words = { id, title, variable: propertyName, type: className };
  const here = (folder) => fileURLToPath(new URL(`./files/${folder}`, import.meta.url));
  generateFiles(tree, here('code'), `${CONNECTORS}/${id}`, words);
  generateFiles(tree, here('page'), 'docs/connectors', words);

  tree.write(REGISTRY, addToRegistry(tree.read(REGISTRY, 'utf8'), id, propertyName));
  const french = options.french ?? `Un espace ${title} pour chaque abonnement.`;
  const english = options.english ?? `A ${title} space for each subscription.`;
  for (const [locale, summary] of Object.entries({ fr: french, en: english })) {
    const texts = textsOf(locale, title, summary);
    updateJson(tree, `${CONNECTORS}/locales/${locale}.json`, (all) => ({ ...all, [id]: texts }));
  }
  const waiting = withKeys(tree.read(BRETON_REVIEW, 'utf8'), `connectors:${id}`, textsOf('fr', title, french));
  tree.write(BRETON_REVIEW, waiting);
  await formatFiles(tree);
  return () => console.log(`\nNow: npm test -- ${CONNECTORS}/${id}, then docs/connectors/README.md.`);
}
