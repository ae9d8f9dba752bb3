import { EqualityFilter, type Client, type Entry } from 'ldapts';
import type { ExportArtefact } from '../contract/connector.js';
import { valuesOf } from './directory-people.js';
import { GROUP_PREFIX, type DirectoryNames } from './directory-names.js';
import type { FoundGroup } from './directory-groups.js';
import { ldifOf, type LdifEntry } from './ldif.js';

/**
 * The group of a subscription and the entries of its people, wherever they stand, as LDIF: another directory takes it once it
 * has the units. Passwords stay behind: they are nobody's to take but the person's.
 */
export async function exportDirectory(
  client: Client,
  names: DirectoryNames,
  group: FoundGroup,
  at: Date,
): Promise<ExportArtefact> {
  const cn = GROUP_PREFIX + group.subscriptionId;
  const groupUnit = group.state === 'active' ? 'groups' : 'suspended';
  const one = async (attribute: string, value: string, base: string): Promise<Entry[]> => {
    const filter = new EqualityFilter({ attribute, value });
    return (await client.search(base, { scope: 'one', filter, attributes: ['*'] })).searchEntries;
  };
  const entries: LdifEntry[] = [];
  for (const uid of group.uids) {
    for (const unit of ['people', 'suspended'] as const) {
      entries.push(...(await one('uid', uid, names.unit(unit))).map(entryOf));
    }
  }
  entries.push(...(await one('cn', cn, names.unit(groupUnit))).map(entryOf));
  const fileName = `annuaire-${at.toISOString().slice(0, 10)}.ldif`;
  return { fileName, mediaType: 'text/x-ldif', content: Buffer.from(ldifOf(entries), 'utf8') };
}

function entryOf(entry: Entry): LdifEntry {
  const types = Object.keys(entry).filter((type) => type !== 'dn' && type.toLowerCase() !== 'userpassword');
  // What an entry is comes first, as people expect to read it.
  types.sort((a, b) => Number(b === 'objectClass') - Number(a === 'objectClass'));
  return { dn: entry.dn, attributes: types.map((type) => [type, valuesOf(entry, type)]) };
}
