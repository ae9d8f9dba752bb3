/**
 * The registry with one connector more: its import in alphabetical order, its entry before the dummy's, which is last.
 * @param {string} source the whole of `registry.ts`
 * @param {string} id
 * @param {string} variable the factory's name in the code
 */
export function addToRegistry(source, id, variable) {
  const lines = source.split('\n');
  const folderOf = (line) => /^import \{ \w+ \} from '\.\/([a-z0-9-]+)\/\1\.js';$/.exec(line)?.[1];
  const last = lines.findLastIndex((line) => folderOf(line) !== undefined);
  const entry = lines.indexOf('  dummy,');
  if (last === -1 || entry === -1) throw new Error('The registry looks different: add the connector there by hand.');

  const following = lines.findIndex((line) => (folderOf(line) ?? '') > id);
  lines.splice(entry, 0, `  ${variable},`);
  lines.splice(following === -1 ? last + 1 : following, 0, `import { ${variable} } from './${id}/${id}.js';`);
  return lines.join('\n');
}
