import { Injectable } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { searchableName } from './searchable-name.js';

/** A French commune as the official code of geography knows it, whether this portal serves it or not. */
export interface KnownCommune {
  readonly inseeCode: string;
  readonly name: string;
  readonly postcodes: readonly string[];
  /** Number of inhabitants; 0 where nobody lives. */
  readonly population: number;
}

/** What a text typed by somebody designates. `several` are at most `MOST_FOUND`, the likeliest first. */
export type CommuneMatch =
  | { readonly kind: 'one'; readonly commune: KnownCommune }
  | { readonly kind: 'several'; readonly communes: readonly KnownCommune[] }
  | { readonly kind: 'none' };

/** More would not be read. */
const MOST_FOUND = 20;

interface Entry {
  readonly commune: KnownCommune;
  readonly searchable: string;
}

interface Index {
  readonly byInsee: ReadonlyMap<string, KnownCommune>;
  readonly byPostcode: ReadonlyMap<string, readonly Entry[]>;
  /** The most populated first, so that the first found are the likeliest meant. */
  readonly entries: readonly Entry[];
}

let index: Index | undefined;

/** Every commune of France, found by name, postcode or INSEE code. The bundled list is read once, when first needed. */
@Injectable()
export class CommuneDirectory {
  byInsee(code: string): KnownCommune | null {
    return loaded().byInsee.get(code) ?? null;
  }

  /** What the text designates: a name that is exactly one commune's wins over longer names that begin alike. */
  match(text: string): CommuneMatch {
    const communes = this.search(text);
    if (communes.length === 0) return { kind: 'none' };
    const name = searchableName(text.replace(/\d/g, ' '));
    const exact = communes.filter((commune) => searchableName(commune.name) === name);
    const only = communes.length === 1 ? communes[0] : exact.length === 1 ? exact[0] : undefined;
    return only === undefined ? { kind: 'several', communes } : { kind: 'one', commune: only };
  }

  /**
   * The communes that a text may mean: a postcode, a name or its beginning, or both ("29000 Quimper"). Accents, case,
   * hyphens and "St" for "Saint" make no difference. Exact names first, then the most populated.
   */
  search(text: string): KnownCommune[] {
    const { byPostcode, entries } = loaded();
    const postcode = /(?<!\d)\d{5}(?!\d)/.exec(text.replace(/(\d{2})\s(\d{3})/, '$1$2'))?.[0];
    const name = searchableName(text.replace(/\d/g, ' '));
    if (postcode === undefined && name.length < 2) return [];
    const among = postcode === undefined ? entries : (byPostcode.get(postcode) ?? []);
    return [...best(among, name)].map((entry) => entry.commune);
  }
}

/** Exact names, then names that begin so, then names in which a word begins so. */
function best(among: readonly Entry[], name: string): Entry[] {
  const ranks: [Entry[], Entry[], Entry[]] = [[], [], []];
  for (const entry of among) {
    if (entry.searchable === name) ranks[0].push(entry);
    else if (entry.searchable.startsWith(name)) ranks[1].push(entry);
    else if (` ${entry.searchable}`.includes(` ${name}`)) ranks[2].push(entry);
  }
  return ranks.flat().slice(0, MOST_FOUND);
}

interface BundledCommune {
  readonly code: string;
  readonly nom: string;
  readonly type: string;
  readonly codesPostaux?: readonly string[];
  readonly population?: number;
}

function loaded(): Index {
  index ??= buildIndex();
  return index;
}

function buildIndex(): Index {
  const path = createRequire(import.meta.url).resolve('@etalab/decoupage-administratif/data/communes.json');
  const entries = (JSON.parse(readFileSync(path, 'utf8')) as BundledCommune[])
    // Delegated communes and districts of the three largest cities are not communes.
    .filter((commune) => commune.type === 'commune-actuelle')
    .map((commune) => ({
      searchable: searchableName(commune.nom),
      commune: {
        inseeCode: commune.code,
        name: commune.nom,
        postcodes: commune.codesPostaux ?? [],
        population: commune.population ?? 0,
      },
    }))
    .sort((a, b) => b.commune.population - a.commune.population);
  const byPostcode = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const postcode of entry.commune.postcodes) {
      byPostcode.set(postcode, [...(byPostcode.get(postcode) ?? []), entry]);
    }
  }
  return { entries, byPostcode, byInsee: new Map(entries.map(({ commune }) => [commune.inseeCode, commune])) };
}
