import { commitmentKinds } from './commitment-kinds.js';
import type { Field } from './fields.js';
import { gatheringKinds } from './gathering-kinds.js';
import { voiceKinds } from './voice-kinds.js';

export const recordKinds = [
  'commitment',
  'course',
  'slip',
  'action',
  'milestone',
  'update',
  'correction',
  'evidence',
  'indicator',
  'value',
  'spending',
  'question',
  'answer',
  'gathering',
  'session',
  'paper',
  'proposal',
  'reply',
] as const;
export type RecordKind = (typeof recordKinds)[number];

/** The columns of one kind, in their order. */
export interface Kind {
  /** What its `parent` is; null for what stands by itself, whose parent is empty. */
  readonly parent: RecordKind | null;
  readonly fields: Readonly<Record<string, Field>>;
}

/** Every kind of record of an archive, with its columns in their order. A field of one name is written alike in every kind. */
export const kinds: Readonly<Record<RecordKind, Kind>> = { ...commitmentKinds, ...voiceKinds, ...gatheringKinds };

/** One record: its cells by column, as texts, hidden from nobody. */
export interface ArchiveRecord {
  readonly kind: RecordKind;
  readonly id: string;
  /** Empty for what stands by itself. */
  readonly parent: string;
  readonly cells: Readonly<Record<string, string>>;
}

/** Every column of a table that holds records of all kinds, after `record`, `id` and `parent`. */
export const allFields: readonly string[] = [
  ...new Set(recordKinds.flatMap((kind) => Object.keys(kinds[kind].fields))),
];
