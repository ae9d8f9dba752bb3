import { isDay } from '../../../form-days.js';
import { isPortalAddress, readPeople, writePeople, type PeopleElsewhere } from '../../../people-elsewhere.js';
import { readPartners, writePartners, type SpendingPartner } from '../../../spending/spending-partners.js';

/** One column of the archive: what its cells look like, what the database holds, what JSON says. */
export interface Field {
  /** Texts are hidden from spreadsheets in a table; the rest cannot be a formula. */
  readonly isText: boolean;
  /** The value for the database, or the locale key of what is wrong. */
  read(cell: string): { readonly value: unknown } | { readonly wrong: string };
  /** From the database's value. Reading it again gives the same value. */
  write(value: unknown): string;
  /** For JSON: numbers as numbers, nothing as null. */
  json(cell: string): unknown;
  /** What `json` gives, as JSON Schema (2020-12). */
  readonly schema: object;
}

const wrong = (name: string): { wrong: string } => ({ wrong: `commitments:archive.wrong.${name}` });
const written = (value: unknown): string => (value === null || value === undefined ? '' : String(value as string));
const orNull = (cell: string): unknown => (cell === '' ? null : cell);
const stringOr = (nullable: boolean, more: object): object => ({
  type: nullable ? ['string', 'null'] : 'string',
  ...more,
});

/** More measures no gathering serves, and more features no place has. */
const MOST_NAMES = 50;

/** NUL and halves of characters cannot be stored. */
const UNSTORABLE = /[\u0000\p{Cs}]/u;

/** Text of at most so many characters; `needed`: must not be empty. Nothing about it is changed, not even spaces. */
export function text(maximum: number, { needed = false, nullable = false } = {}): Field {
  return {
    isText: true,
    read: (cell) => {
      if (cell === '' && needed) return wrong('needed');
      if (cell.length > maximum) return wrong('long');
      return UNSTORABLE.test(cell) ? wrong('characters') : { value: nullable ? orNull(cell) : cell };
    },
    write: written,
    json: (cell) => (nullable ? orNull(cell) : cell),
    schema: stringOr(nullable, { maxLength: maximum, ...(needed ? { minLength: 1 } : {}) }),
  };
}

export function webLink(nullable = false): Field {
  const plain = text(2000, { nullable });
  return {
    ...plain,
    read: (cell) => (cell === '' || isWebLink(cell) ? plain.read(cell) : wrong('url')),
  };
}

/** The address of a portal. */
export const portal: Field = {
  isText: false,
  read: (cell) => (isPortalAddress(cell) ? { value: cell } : wrong('portal')),
  write: written,
  json: (cell) => cell,
  schema: { type: 'string', format: 'uri' },
};

/** The last part of a public address. */
export function slug(maximum: number): Field {
  return {
    isText: false,
    read: (cell) => (/^[a-z0-9-]+$/.test(cell) && cell.length <= maximum ? { value: cell } : wrong('slug')),
    write: written,
    json: (cell) => cell,
    schema: { type: 'string', pattern: '^[a-z0-9-]+$', maxLength: maximum },
  };
}

/** Names of the alphabet of addresses, each once, parted by a space. `values`: the only ones there are; else any. */
export function names(values: readonly string[] | null = null): Field {
  return {
    isText: false,
    read: (cell) => {
      const found = cell === '' ? [] : cell.split(' ');
      const isKnown = (name: string): boolean => values?.includes(name) ?? /^[a-z0-9-]{1,120}$/.test(name);
      const isFine = found.length <= MOST_NAMES && new Set(found).size === found.length && found.every(isKnown);
      return isFine ? { value: found } : wrong('names');
    },
    write: (value) => (value as string[]).join(' '),
    json: (cell) => cell,
    schema: { type: 'string', pattern: '^([a-z0-9-]+( [a-z0-9-]+)*)?$' },
  };
}

export function choice(values: readonly string[]): Field {
  return {
    isText: false,
    read: (cell) => (values.includes(cell) ? { value: cell } : wrong('choice')),
    write: written,
    json: (cell) => cell,
    schema: { enum: values },
  };
}

export function id(nullable = false): Field {
  return {
    isText: false,
    read: (cell) => {
      if (cell === '' && nullable) return { value: null };
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(cell) ? { value: cell } : wrong('id');
    },
    write: written,
    json: orNull,
    schema: stringOr(nullable, { format: 'uuid' }),
  };
}

export function day(nullable = false): Field {
  return {
    isText: false,
    read: (cell) => {
      if (cell === '' && nullable) return { value: null };
      return isDay(cell) ? { value: cell } : wrong('day');
    },
    write: written,
    json: orNull,
    schema: stringOr(nullable, { format: 'date' }),
  };
}

/** A moment, in milliseconds and universal time: `2026-03-12T09:30:00.000Z`. */
export function instant(nullable = false): Field {
  return {
    isText: false,
    read: (cell) => {
      if (cell === '' && nullable) return { value: null };
      const at = new Date(cell);
      return !Number.isNaN(at.getTime()) && at.toISOString() === cell ? { value: at } : wrong('instant');
    },
    write: (value) => (value instanceof Date ? value.toISOString() : ''),
    json: orNull,
    schema: stringOr(nullable, { format: 'date-time' }),
  };
}

/** `whole`: without decimals. */
export function number(minimum: number, maximum: number, { whole = false, nullable = false } = {}): Field {
  return {
    isText: false,
    read: (cell) => {
      if (cell === '' && nullable) return { value: null };
      const value = Number(cell);
      const plain = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(cell) && String(value) === cell;
      if (!plain || (whole && !Number.isSafeInteger(value))) return wrong('number');
      return value >= minimum && value <= maximum ? { value } : wrong('range');
    },
    // PostgreSQL keeps no sign of a zero that a spreadsheet would show.
    write: (value) => (value === null || value === undefined ? '' : String((value as number) + 0)),
    json: (cell) => (cell === '' ? null : Number(cell)),
    schema: {
      type: nullable ? [whole ? 'integer' : 'number', 'null'] : whole ? 'integer' : 'number',
      minimum,
      maximum,
    },
  };
}

/** `Brest : 25 % ; Douarnenez`. */
export const partners: Field = {
  isText: true,
  read: (cell) => {
    const read = UNSTORABLE.test(cell) ? null : readPartners(cell);
    return read === null || writePartners(read) !== cell ? wrong('partners') : { value: read };
  },
  write: (value) => writePartners(value as SpendingPartner[]),
  json: (cell) => cell,
  schema: { type: 'string' },
};

/** How many people, by portal: `5 https://ronron.example ; 2 https://other.example`. */
export const people: Field = {
  isText: false,
  read: (cell) => {
    const read = readPeople(cell);
    return read === null || writePeople(read) !== cell ? wrong('people') : { value: read };
  },
  write: (value) => writePeople(value as PeopleElsewhere[]),
  json: (cell) => cell,
  schema: { type: 'string' },
};

/** The content of a file. */
export const content: Field = {
  isText: false,
  read: (cell) => {
    if (cell === '') return { value: null };
    const bytes = Buffer.from(cell, 'base64');
    return bytes.toString('base64') === cell ? { value: bytes } : wrong('content');
  },
  write: (value) => (Buffer.isBuffer(value) ? value.toString('base64') : ''),
  json: orNull,
  schema: { type: ['string', 'null'], contentEncoding: 'base64' },
};

function isWebLink(cell: string): boolean {
  return URL.canParse(cell) && ['http:', 'https:'].includes(new URL(cell).protocol);
}
