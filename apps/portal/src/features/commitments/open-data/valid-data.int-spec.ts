import { parse } from 'csv-parse/sync';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import ICAL from 'ical.js';
import * as jsonld from 'jsonld';
import { aGathering } from '../../../testing/gathering-scene.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { seedDemoCommitments } from '../demo/seed-demo-commitments.js';
import { Commitment } from '../promises/commitment.entity.js';

const DCAT = 'http://www.w3.org/ns/dcat#';
const DCT = 'http://purl.org/dc/terms/';

/** What DCAT-AP 3.0 asks of every catalogue, data set and distribution. */
const MANDATORY: Readonly<Record<string, readonly string[]>> = {
  [`${DCAT}Catalog`]: [`${DCT}title`, `${DCT}description`, `${DCT}publisher`, `${DCAT}dataset`],
  [`${DCAT}Dataset`]: [`${DCT}title`, `${DCT}description`],
  [`${DCAT}Distribution`]: [`${DCAT}accessURL`],
};

type Node = Record<string, unknown> & { '@type'?: string[] };

/** Each element as a list, so that one and several look alike. */
const READ_AS_LISTS = {
  ignoreAttributes: false,
  isArray: (_: string, __: unknown, ___: boolean, attribute: boolean) => !attribute,
};

interface AtomPart {
  readonly id: string[];
  readonly title: string[];
  readonly updated: string[];
}
interface Feed extends AtomPart {
  readonly '@_xmlns': string;
  readonly author: { name: string[] }[];
  readonly link: { '@_rel': string }[];
  readonly entry: AtomPart[];
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly example: string;
  readonly trueValues?: string[];
  readonly falseValues?: string[];
  readonly constraints?: { required?: boolean; enum?: string[]; pattern?: string; minimum?: number; maximum?: number };
}

/** What each type looks like by default (Table Schema 1, "Types and Formats"). */
const LOOKS: Readonly<Record<string, RegExp>> = {
  string: /^[\s\S]*$/,
  integer: /^-?\d+$/,
  number: /^-?\d+(\.\d+)?$/,
  date: /^\d{4}-\d\d-\d\d$/,
  datetime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
};

function problemsOf({ name, type, format, constraints = {}, ...field }: Field, cell: string): string[] {
  if (cell === '') return constraints.required ? [`${name}: required`] : [];
  const isType =
    type === 'boolean' ? [...field.trueValues!, ...field.falseValues!].includes(cell) : LOOKS[type]!.test(cell);
  const isDay = !type.startsWith('date') || !Number.isNaN(Date.parse(cell));
  const kept = [
    isType && isDay && (format !== 'uri' || URL.canParse(cell)),
    constraints.enum?.includes(cell) ?? true,
    constraints.pattern === undefined || new RegExp(constraints.pattern).test(cell),
    Number(cell) >= (constraints.minimum ?? -Infinity) || constraints.minimum === undefined,
    Number(cell) <= (constraints.maximum ?? Infinity) || constraints.maximum === undefined,
  ];
  return kept.every(Boolean) ? [] : [`${name}: ${cell}`];
}

describe('open data, read by programs that others wrote', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
    const quimper = await portal.commune();
    const editor = await portal.account({ editorOf: quimper.id });
    await portal.database.transaction((manager) =>
      seedDemoCommitments(manager, { quimper }, { editor }, portal.clock, () => portal.newId()),
    );
  });
  afterAll(() => portal.stop());

  const text = async (path: string): Promise<string> => (await fetch(portal.origin + path)).text();

  /** Fails on anything that JSON-LD would lose, and on any context that is not in the document. */
  async function expanded(path: string): Promise<Node[]> {
    const documentLoader = async (url: string): Promise<never> => {
      throw new Error(`Nobody should have to fetch ${url}`);
    };
    const options = { documentLoader, safe: true } as jsonld.Options.Expand;
    return (await jsonld.expand(JSON.parse(await text(path)) as jsonld.JsonLdDocument, options)) as Node[];
  }

  const nodesIn = (value: unknown): Node[] => {
    if (Array.isArray(value)) return value.flatMap(nodesIn);
    if (typeof value !== 'object' || value === null) return [];
    return [
      ...('@type' in value && !('@value' in value) ? [value as Node] : []),
      ...Object.values(value).flatMap(nodesIn),
    ];
  };

  it('is JSON-LD that loses nothing, every word of which has an address', async () => {
    const { id } = await portal.database.getRepository(Commitment).findOneByOrFail({ measure: { key: 'schools' } });
    for (const path of ['/engagements.json', '/engagements/quimper.json', `/api/v1/engagements/${id}`]) {
      const nodes = nodesIn(await expanded(path));
      expect(nodes.filter((node) => node['@type']!.includes('https://schema.org/Action')).length).toBeGreaterThan(0);
      const words = nodes.flatMap((node) => Object.keys(node)).filter((word) => !word.startsWith('@'));
      for (const word of words)
        expect(word).toMatch(/^(https:\/\/schema\.org\/\w+|http:\/\/localhost:8080\/engagements#\w+)$/);
    }
  });

  it('is described by a catalogue that has all that DCAT-AP asks for', async () => {
    const nodes = nodesIn(await expanded('/api/v1/catalogue.jsonld'));
    for (const [type, asked] of Object.entries(MANDATORY)) {
      const found = nodes.filter((node) => node['@type']!.includes(type));
      expect([type, found.length > 0]).toEqual([type, true]);
      for (const node of found) expect(Object.keys(node)).toEqual(expect.arrayContaining([...asked]));
    }
    for (const agent of nodes.filter((node) => node['@type']!.includes('http://xmlns.com/foaf/0.1/Agent')))
      expect(Object.keys(agent)).toContain('http://xmlns.com/foaf/0.1/name');
  });

  it('is Atom with each element that RFC 4287 asks for, once, hostile words included', async () => {
    const commitment = await portal.database.getRepository(Commitment).findOneByOrFail({ measure: { key: 'schools' } });
    await portal.database.query('UPDATE commitment_update SET title = $2, body = $3 WHERE commitment_id = $1', [
      commitment.id,
      ']]><script>&amp;"\u0001\ufffe</title>',
      '<!-- \u000b --> &nbsp; \u{1f408}',
    ]);
    for (const path of ['/engagements.atom', '/engagements/quimper.atom', '/engagements/quimper/schools.atom']) {
      const xml = await text(path);
      expect(XMLValidator.validate(xml)).toBe(true);
      const { feed } = new XMLParser(READ_AS_LISTS).parse(xml) as { feed: Feed[] };
      const [{ entry: entries, ...root }] = feed as [Feed];
      expect([root['@_xmlns'], entries.length > 0]).toEqual(['http://www.w3.org/2005/Atom', true]);
      for (const part of [root, ...entries]) {
        expect([part.id, part.title, part.updated].map((all) => all.length)).toEqual([1, 1, 1]);
        expect(part.id[0]).toMatch(/^(urn:uuid:|https?:)/);
        expect(Number.isNaN(Date.parse(part.updated[0]!))).toBe(false);
      }
      // 4.1.1: an author for all, so that no entry needs one; a link to itself, and the page that it follows.
      expect(root.author[0]!.name[0]).not.toBe('');
      expect(root.link.map((link) => link['@_rel'])).toEqual(['alternate', 'self']);
      expect(new Set(entries.map(({ id }) => id[0])).size).toBe(entries.length);
    }
    const shown = await text('/engagements/quimper/schools.atom');
    expect(shown).toContain('\u{1f408}');
    // Neither can be said in XML 1.0 (2.2).
    expect(shown).not.toMatch(/[\u0001\u000b\ufffe]/);
  });

  it('is a table that keeps to the schema it is published with', async () => {
    const schema = JSON.parse(await text('/schemas/engagements-1.json')) as { fields: Field[] };
    const [head, ...rows] = parse(await text('/engagements.csv'), { bom: true }) as string[][];
    expect(head).toEqual(schema.fields.map(({ name }) => name));
    expect(rows.length).toBeGreaterThanOrEqual(6);
    const problems = rows.flatMap((row) => row.flatMap((cell, index) => problemsOf(schema.fields[index]!, cell)));
    expect(problems).toEqual([]);
    // What a reader tries out first must hold as well.
    expect(schema.fields.flatMap((field) => problemsOf(field, field.example))).toEqual([]);
    const nodes = nodesIn(await expanded('/api/v1/catalogue.jsonld'));
    expect(nodes.flatMap((node) => node[`${DCT}conformsTo`] ?? [])).toContainEqual({
      '@id': 'http://localhost:8080/schemas/engagements-1.json',
    });
  });

  it('is a calendar that a calendar’s own library reads as it was meant', async () => {
    const words = 'Apportez ; une clé, un "câble"\\n et :\n' + 'é'.repeat(200);
    const gathering = await aGathering(portal, { title: 'Atelier; BEGIN:VEVENT, \\ fin', words });
    for (const path of ['/rendez-vous.ics', `/rendez-vous/${gathering.slug}.ics`]) {
      const calendar = new ICAL.Component(ICAL.parse(await text(path)) as never);
      expect(calendar.getFirstPropertyValue('version')).toBe('2.0');
      expect(calendar.getFirstPropertyValue('prodid')).toBeTruthy();
      const [event, ...others] = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
      expect(others).toEqual([]);
      expect(event!.summary).toBe(gathering.title);
      expect(event!.description).toContain(words);
      expect(event!.startDate.toJSDate()).toEqual(gathering.startsAt);
      expect(event!.endDate.toJSDate()).toEqual(gathering.endsAt);
      expect(event!.uid).toContain('@localhost');
    }
  });
});
