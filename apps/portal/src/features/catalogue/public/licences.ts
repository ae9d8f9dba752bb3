/** Names that people know, by SPDX identifier; others show their identifier. */
const NAMES: Readonly<Record<string, string>> = {
  'AGPL-3.0-only': 'GNU AGPL 3',
  'AGPL-3.0-or-later': 'GNU AGPL 3 ou ultérieure',
  'Apache-2.0': 'Apache 2.0',
  'BSD-2-Clause': 'BSD 2 clauses',
  'BSD-3-Clause': 'BSD 3 clauses',
  'CECILL-2.1': 'CeCILL 2.1',
  'CECILL-B': 'CeCILL-B',
  'EUPL-1.2': 'EUPL 1.2',
  'GPL-2.0-only': 'GNU GPL 2',
  'GPL-2.0-or-later': 'GNU GPL 2 ou ultérieure',
  'GPL-3.0-only': 'GNU GPL 3',
  'GPL-3.0-or-later': 'GNU GPL 3 ou ultérieure',
  'LGPL-3.0-or-later': 'GNU LGPL 3 ou ultérieure',
  MIT: 'MIT',
  'MPL-2.0': 'Mozilla MPL 2.0',
};

export interface Licence {
  readonly id: string;
  readonly name: string;
  /** Its page at SPDX, when it is a single identifier. */
  readonly url: string | null;
}

/** A licence by its SPDX identifier (or expression, which has no page of its own). */
export function licence(id: string): Licence {
  const single = /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(id);
  return { id, name: NAMES[id] ?? id, url: single ? `https://spdx.org/licenses/${id}.html` : null };
}
