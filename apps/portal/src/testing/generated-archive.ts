import fc from 'fast-check';
import type { ArchiveRecord, RecordKind } from '../features/commitments/open-data/archive/format/record-kinds.js';
import { cells, type Filled } from './generated-cells.js';

/** Without favourites, of which two would meet among many. */
const UUID = fc.noBias(fc.uuid({ version: 4 }));

function record(kind: RecordKind, parent: string, filled: Filled): fc.Arbitrary<ArchiveRecord> {
  return fc.tuple(UUID, cells(kind, filled)).map(([id, made]) => ({ kind, id, parent, cells: made }));
}

const several = (kind: RecordKind, parent: string, filled: Filled, maxLength = 2): fc.Arbitrary<ArchiveRecord[]> =>
  fc.array(record(kind, parent, filled), { minLength: filled === 'all' ? 1 : 0, maxLength });

/** A record with records of another kind below it. */
const above = (
  kind: RecordKind,
  parent: string,
  below: readonly RecordKind[],
  filled: Filled,
): fc.Arbitrary<ArchiveRecord[]> =>
  record(kind, parent, filled).chain((top) =>
    fc.tuple(...below.map((one) => several(one, top.id, filled))).map((parts) => [top, ...onlyOnce(parts.flat())]),
  );

/** One value a day. */
function onlyOnce(records: readonly ArchiveRecord[]): ArchiveRecord[] {
  const days = new Set<string>();
  return records.filter(({ kind, cells: { day } }) => {
    const fresh = kind !== 'value' || !days.has(day!);
    if (kind === 'value') days.add(day!);
    return fresh;
  });
}

/** A whole commitment with every kind of part and hostile texts. */
export function generatedCommitment(
  communeCode: string,
  measure: string,
  filled: Filled = 'some',
): fc.Arbitrary<ArchiveRecord[]> {
  return record('commitment', '', filled).chain((top) => {
    const head = { ...top, cells: { ...top.cells, commune: communeCode, measure } };
    return fc
      .tuple(
        ...(['course', 'slip'] as const).map((kind) => several(kind, top.id, filled)),
        above('action', top.id, ['milestone'], filled),
        above('update', top.id, ['correction', 'evidence'], filled),
        above('indicator', top.id, ['value'], filled),
        several('spending', top.id, filled, 3),
        generatedQuestions(top.id, filled),
        filled === 'all' ? fc.constant(true) : fc.boolean(),
      )
      .map(([course, slips, action, update, indicator, spendings, questions, paid]) => {
        const own = (spendings as ArchiveRecord[]).map((one) =>
          paid ? { ...one, cells: { ...one.cells, action: (action as ArchiveRecord[])[0]!.id } } : one,
        );
        const parts = [course, slips, action, update, indicator, own, questions];
        return [head, ...parts.flatMap((part) => part as ArchiveRecord[])];
      });
  });
}

/** Two questions: one that is answered, or that was taken down, and one that was joined to it. */
function generatedQuestions(commitment: string, filled: Filled): fc.Arbitrary<ArchiveRecord[]> {
  return fc
    .tuple(record('question', commitment, filled), record('question', commitment, filled), fc.boolean())
    .chain(([first, other, joined]) => {
      const merged = {
        shownAs: 'person',
        publicName: '',
        body: '',
        reason: '',
        people: '',
        questionState: 'merged',
        mergedInto: first.id,
      };
      const second = { ...other, cells: { ...other.cells, ...merged } };
      return several('answer', first.id, filled).map((answers) => [
        first,
        ...(first.cells['questionState'] === 'published' ? answers : []),
        ...(filled === 'all' || joined ? [second] : []),
      ]);
    });
}

/** A gathering that serves a measure, with its sessions and documents. */
export function generatedGathering(
  communeCode: string,
  measure: string,
  filled: Filled = 'some',
): fc.Arbitrary<ArchiveRecord[]> {
  return record('gathering', '', filled).chain((top) => {
    const head = { ...top, cells: { ...top.cells, commune: communeCode, measures: measure } };
    return fc
      .tuple(record('session', top.id, filled), several('session', top.id, filled), several('paper', top.id, filled))
      .map(([session, sessions, papers]) => [head, session, ...sessions, ...papers]);
  });
}

/** A proposal with its replies, of which the last one holds, carried out by an action of a commitment, or by the commitment. */
export function generatedProposal(
  communeCode: string,
  measure: string,
  carriedOutBy: readonly ArchiveRecord[],
  filled: Filled = 'some',
): fc.Arbitrary<ArchiveRecord[]> {
  return record('proposal', '', filled).chain((top) =>
    several('reply', top.id, filled).map((replies) => {
      const own = top.cells['hiddenAt'] === '' ? replies : [];
      const inTime = [...own].sort((one, other) => (lastSaid(one) < lastSaid(other) ? -1 : 1));
      const proposalState = inTime.at(-1)?.cells['decision'] ?? 'waiting';
      const head = { ...top, cells: { ...top.cells, commune: communeCode, measure, proposalState } };
      const idOf = (kind: RecordKind): string => carriedOutBy.find((one) => one.kind === kind)?.id ?? '';
      const linked = { commitment: idOf('commitment'), action: idOf('action') };
      return [head, ...own.map((one) => ({ ...one, cells: { ...one.cells, ...linked } }))];
    }),
  );
}

function lastSaid({ id, cells: { at } }: ArchiveRecord): string {
  return `${at!} ${id}`;
}

/** Characters of two halves fit too, beside the rest of the longest text. */
const MOST_CHARACTERS = 9000;

/** The `part`th of `parts` stretches of everything that Unicode numbers and PostgreSQL can store (neither NUL nor halves of characters). */
export function stretchOfUnicode(part: number, parts: number): string {
  const length = Math.min(MOST_CHARACTERS, Math.ceil(0x110000 / parts));
  const codes = Array.from({ length }, (_, index) => part * length + index);
  return codes
    .filter((code) => code > 0 && code < 0x110000 && (code < 0xd800 || code > 0xdfff))
    .map((code) => String.fromCodePoint(code))
    .join('');
}
