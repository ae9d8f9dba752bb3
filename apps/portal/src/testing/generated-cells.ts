import fc from 'fast-check';
import { kinds, type RecordKind } from '../features/commitments/open-data/archive/format/record-kinds.js';

/** What spreadsheets, templates, XML, SQL and CSV readers stumble over. */
const HOSTILE = [
  ...[
    '=1+1',
    '+33',
    '-2',
    '@SUM(A1)',
    '\t=1',
    '\r\n=cmd',
    '＝1',
    "'=1",
    "''=1",
    "'",
    '"',
    '""',
    ',',
    ';',
    '\n',
    '\r',
    '\r\n',
  ],
  ...[
    '\ufeff',
    '\ufeff=1',
    '</script><script>alert(1)</script>',
    '{{constructor}}',
    ']]>',
    '&amp;',
    '\\',
    '\\n',
    '\u2028',
    '\u202e',
  ],
  ...[
    "'; DROP TABLE commitment; --",
    '%s%n',
    '🐈‍⬛',
    'e\u0301',
    '\u0001',
    ' ',
    '  x  ',
    '\ufffe',
    'null',
    '0',
    '-0',
    '١٢',
  ],
];

/** Any text that PostgreSQL can store, often a hostile one; never empty when `needed`. */
const words = (needed: boolean): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 1, arbitrary: fc.constantFrom(...HOSTILE) },
        { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((parts) => parts.join('').replaceAll('\u0000', ''))
    .map((text) => (needed && text === '' ? '–' : text));

/** How much of what may be left out is there: some of it, as drawn, or every optional field and every kind of part. */
export type Filled = 'some' | 'all';

type Optional = (some: fc.Arbitrary<string>) => fc.Arbitrary<string>;
const OPTIONAL: Readonly<Record<Filled, Optional>> = {
  some: (some) => fc.oneof(some, fc.constant('')),
  all: (some) => some,
};
const when = fc
  .date({ min: new Date('1971-01-01'), max: new Date('2190-01-01'), noInvalidDate: true })
  .map((at) => at.toISOString());
const aDay = when.map((at) => at.slice(0, 10));
const figure = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => String(value + 0));
const cents = fc.nat({ max: 10 ** 12 }).map(String);
const link = fc.webUrl({ withFragments: true, withQueryParameters: true });
const name = fc.constantFrom(
  'Brest',
  'L’Île-d’Houat',
  '=SOMME',
  'Plouhinec (29)',
  '"Pont"',
  'Quimperlé, agglomération',
);
const others = fc
  .uniqueArray(name, { minLength: 1, maxLength: 3 })
  .chain((names) => fc.tuple(...names.map((one) => fc.constantFrom(one, `${one} : 12,5 %`))))
  .map((some) => some.join(' ; '));
const pdf = fc
  .uint8Array({ maxLength: 40 })
  .map((bytes) => Buffer.concat([Buffer.from('%PDF-1.4\n'), bytes]).toString('base64'));

const few = fc.nat({ max: 300 }).map(String);
const counted = (optional: Optional): fc.Arbitrary<string> =>
  optional(
    fc.constantFrom(
      '1 https://ronron.example',
      '12 http://portail.test:8080 ; 999999999 https://kaz.bzh.example/ronron',
    ),
  );

export type Cells = Readonly<Record<string, string>>;

/** Cells of one kind; what must agree between them is made to agree. */
export function cells(kind: RecordKind, filled: Filled): fc.Arbitrary<Cells> {
  const own = fc.record(
    Object.fromEntries(Object.keys(kinds[kind].fields).map((field) => [field, cell(field, filled)])),
  ) as fc.Arbitrary<Record<string, string>>;
  return own.map((made) => agreeing(kind, made));
}

const meant = (optional: Optional): Readonly<Record<string, fc.Arbitrary<string>>> => ({
  level: fc.constantFrom('1', '2', '3'),
  voteOn: optional(aDay),
  voteUrl: optional(link),
  url: link,
  publishedUrl: optional(link),
  deadline: optional(aDay),
  status: fc.constantFrom('announced', 'started', 'under-way', 'late', 'achieved', 'abandoned'),
  statusReason: words(true),
  statusSince: when,
  writtenAt: optional(when),
  publishedAt: when,
  createdAt: when,
  updatedAt: when,
  at: when,
  move: fc.constantFrom('commitment.published', 'status.changed'),
  fromDay: aDay,
  toDay: optional(aDay),
  position: fc.nat({ max: 1000 }).map(String),
  state: fc.constantFrom('planned', 'under-way', 'done', 'abandoned'),
  startsOn: optional(aDay),
  dueOn: optional(aDay),
  doneOn: aDay,
  reachedOn: optional(aDay),
  happenedOn: aDay,
  updateState: fc.constantFrom('draft', 'pending-agreement', 'published'),
  kindOfProof: fc.constantFrom('document', 'deliberation', 'photograph', 'invoice', 'press', 'other'),
  datedOn: aDay,
  fileName: fc.constantFrom('preuve.pdf', 'Délibération n 4.pdf'),
  fileContent: pdf,
  base: optional(figure),
  target: optional(figure),
  liveSource: optional(fc.constantFrom('hosting-accounts', 'training-hours', 'no longer counted')),
  day: aDay,
  value: figure,
  // Of questions, gatherings and proposals.
  portal: fc.constantFrom('https://ronron.example', 'http://portail.test:8080', 'https://kaz.bzh.example/ronron'),
  people: counted(optional),
  supports: counted(optional),
  shownAs: fc.constantFrom('first-name', 'woman', 'man', 'person'),
  questionState: fc.constantFrom('published', 'hidden'),
  mergedInto: fc.constant(''),
  askedAt: when,
  decidedAt: when,
  slug: fc.noBias(fc.uuid({ version: 4 })),
  kindOfGathering: fc.constantFrom('training', 'initiation', 'install-party', 'public-meeting'),
  holderAgreedAt: optional(when),
  placeFeatures: optional(fc.constantFrom('step-free', 'hearing-loop captions', 'lent-computers step-free')),
  roomPlaces: fc.constantFrom('1', '40', '1000000'),
  onlinePlaces: optional(fc.constantFrom('1', '250')),
  gatheringState: fc.constantFrom('draft', 'published', 'held', 'cancelled'),
  measures: fc.constant(''),
  useful4: few,
  useful3: few,
  useful2: few,
  useful1: few,
  startsAt: when,
  endsAt: when,
  cancelledAt: fc.constant(''),
  sequence: few,
  roomPresent: optional(few),
  onlinePresent: optional(few),
  agentsPresent: fc.constant(''),
  proposalState: fc.constantFrom('waiting', 'study', 'accepted', 'refused'),
  withdrawnAt: optional(when),
  hiddenAt: optional(when),
  decision: fc.constantFrom('study', 'accepted', 'refused'),
  commitment: fc.constant(''),
  origin: fc.constantFrom('hand', 'csv', 'api', 'portal'),
  year: fc.integer({ min: 1990, max: 2100 }).map(String),
  nature: fc.constantFrom('integration', 'training', 'hosting', 'licences-kept', 'licences-ended'),
  budget: fc.constantFrom('investment', 'running'),
  amountCents: cents,
  action: fc.constant(''),
  partners: optional(others),
  savingCents: optional(cents),
  savingMethod: words(true),
  commune: fc.constant(''),
  measure: fc.constant(''),
});
const MEANT = { some: meant(OPTIONAL.some), all: meant(OPTIONAL.all) };
const NEVER_EMPTY = [
  'words',
  'accountableName',
  'title',
  'body',
  'authorName',
  'titleBefore',
  'bodyBefore',
  'caption',
  'name',
  'unit',
  'source',
  'reason',
  'hiddenReason',
  'cancelReason',
  'collective',
];

function cell(field: string, filled: Filled): fc.Arbitrary<string> {
  return MEANT[filled][field] ?? words(filled === 'all' || NEVER_EMPTY.includes(field));
}

function agreeing(kind: RecordKind, made: Record<string, string>): Cells {
  if (kind === 'course' && made['move'] === 'commitment.published') return { ...made, status: '', reason: '' };
  if (kind === 'action' && made['state'] !== 'done') return { ...made, doneOn: '' };
  if (kind === 'update' && made['updateState'] !== 'published') return { ...made, publishedAt: '' };
  if (kind === 'evidence' && made['kindOfProof'] === 'document') return { ...made, url: '' };
  if (kind === 'evidence') return { ...made, fileName: '', fileContent: '' };
  if (kind === 'paper' && made['title']!.length % 2 === 0) return { ...made, url: '' };
  if (kind === 'paper') return { ...made, fileName: '', fileContent: '' };
  if (kind === 'question' && made['questionState'] === 'hidden')
    return { ...made, body: '', publicName: '', shownAs: 'woman' };
  if (kind === 'question' && made['shownAs'] !== 'first-name') return { ...made, publicName: '', reason: '' };
  if (kind === 'question') return { ...made, publicName: made['publicName'] || 'Nolwenn', reason: '' };
  if (kind === 'gathering') return gathering(made);
  if (kind === 'session') return inTwoHours(made);
  if (kind === 'proposal' && made['hiddenAt'] !== '') return { ...made, title: '', body: '', collective: '' };
  if (kind === 'proposal') return { ...made, hiddenReason: '', body: made['withdrawnAt'] === '' ? made['body']! : '' };
  return made;
}

function gathering(made: Record<string, string>): Cells {
  return {
    ...made,
    publishedAt: made['gatheringState'] === 'draft' ? '' : made['publishedAt']!,
    holderAgreedAt: made['holder'] === '' ? '' : made['holderAgreedAt']!,
  };
}

function inTwoHours(made: Record<string, string>): Cells {
  return { ...made, endsAt: new Date(new Date(made['startsAt']!).getTime() + 7_200_000).toISOString() };
}
