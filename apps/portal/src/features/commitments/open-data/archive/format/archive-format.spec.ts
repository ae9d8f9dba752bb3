import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import {
  generatedCommitment,
  generatedGathering,
  generatedProposal,
} from '../../../../../testing/generated-archive.js';
import { checkRecords } from '../import/archive-check.js';
import { csvPieces, jsonPieces, readCsv, readJson, writeCsv, writeJson, type ReadRecord } from './archive-format.js';
import { archiveJsonSchema } from './archive-schema.js';
import { kinds, recordKinds, type ArchiveRecord } from './record-kinds.js';

const archives = fc
  .array(fc.nat(), { minLength: 1, maxLength: 3 })
  .chain((some) => fc.tuple(...some.map((_, index) => generatedCommitment('29232', `mesure-${index}`))))
  .chain((commitments) => {
    const beside = [generatedGathering('29232', 'mesure-0'), generatedProposal('29232', 'mesure-0', commitments[0]!)];
    return fc.tuple(fc.constant(commitments.flat()), ...beside);
  })
  .map((parts) => parts.flat());

const bare = (records: readonly ReadRecord[]): ArchiveRecord[] =>
  records.map(({ kind, id, parent, cells }) => ({ kind, id, parent, cells }));

describe('an archive of commitments', () => {
  it('says the same as a table and as JSON, there and back, to the byte', () => {
    fc.assert(
      fc.property(archives, (records) => {
        const csv = writeCsv(records);
        const json = writeJson(records);
        const fromCsv = readCsv(csv);
        const fromJson = readJson(json);
        if (!fromCsv.ok || !fromJson.ok) throw new Error(JSON.stringify([fromCsv, fromJson]));
        expect(bare(fromCsv.value)).toEqual(records);
        expect(bare(fromJson.value)).toEqual(records);
        expect(writeJson(fromCsv.value)).toBe(json);
        expect(writeCsv(fromJson.value)).toBe(csv);
        expect(checkRecords(fromCsv.value, '29232').problems).toEqual([]);
      }),
      { numRuns: 150, seed: 2026 },
    );
  });

  it('follows its published schema, and the page that describes it names every kind and field', () => {
    const follows = new Ajv2020({ strict: false, validateFormats: false }).compile(
      archiveJsonSchema('https://x.example'),
    );
    for (const records of fc.sample(archives, { numRuns: 30, seed: 3 })) {
      expect([follows(JSON.parse(writeJson(records))), follows.errors]).toEqual([true, null]);
    }
    const text = writeJson(fc.sample(archives, { numRuns: 1, seed: 3 })[0]!);
    expect(follows(JSON.parse(text.replace(/"level":\d/, '"level":9')))).toBe(false);
    const page = readFileSync(new URL('../../../../../../../../docs/archives.md', import.meta.url), 'utf8');
    for (const kind of recordKinds) {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${kind}\``)) ?? '';
      const named = row.split('|').at(3)!.match(/`\w+`/g);
      expect([kind, named]).toEqual([kind, Object.keys(kinds[kind].fields).map((name) => `\`${name}\``)]);
    }
  });

  it.each([0, 1, 2, 7])('is the same in stretches of commitments as in one piece (%p of them)', async (number) => {
    const made = fc.sample(generatedCommitment('29232', 'schools'), { numRuns: number + 1, seed: 11 }).slice(1);
    const stretches = async function* (): AsyncGenerator<ArchiveRecord[]> {
      for (const one of made) yield one;
    };
    const whole = async (pieces: AsyncIterable<string>): Promise<string> => {
      let text = '';
      for await (const piece of pieces) text += piece;
      return text;
    };
    expect(await whole(csvPieces(stretches()))).toBe(writeCsv(made.flat()));
    expect(await whole(jsonPieces(stretches()))).toBe(writeJson(made.flat()));
  });

  const [sample] = fc.sample(generatedCommitment('29232', 'schools'), { numRuns: 1, seed: 7 });
  const problemsOf = (change: (text: string) => string): string[] => {
    const read = readJson(change(writeJson(sample!)));
    const problems = read.ok ? checkRecords(read.value, '29232').problems : read.error;
    return problems.map(({ row, column }) => `${row} ${column}`);
  };

  it.each([
    ['is of another commune', (text: string) => text.replace('"29232"', '"29019"'), '1 commune'],
    ['has a level of its own', (text: string) => text.replace(/"level":\d/, '"level":4'), '1 level'],
    [
      'has a status that nobody knows',
      (text: string) => text.replace(/"status":"[a-z-]+"/, '"status":"perfect"'),
      '1 status',
    ],
    ['has a field too many', (text: string) => text.replace('"level"', '"colour":1,"level"'), '1 colour'],
    [
      'has a day that is none',
      (text: string) => text.replace(/"happenedOn":"[^"]+"/, '"happenedOn":"2040-02-30"'),
      ' happenedOn',
    ],
    [
      'has an object for a text',
      (text: string) => text.replace(/"department":"(?:[^"\\]|\\.)*"/, '"department":{"a":1}'),
      '1 department',
    ],
    [
      'has a part of nothing',
      (text: string) =>
        text.replace(
          /"record":"indicator","id":"([^"]+)","parent":"[^"]+"/,
          `"record":"indicator","id":"$1","parent":"${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(12)}"`,
        ),
      ' parent',
    ],
    ['is no JSON', (text: string) => text.slice(0, -3), '1 '],
    ['is something else', () => '{"format":"decidim","records":[]}', '1 format'],
  ])('that %s is refused, by record and field', (_, change, place) => {
    expect(problemsOf(change).join('|')).toContain(place);
  });
});
