import type { PageClient } from '@ronron/testing';
import { randomUUID } from 'node:crypto';
import { fillScene, type FilledScene } from '../testing/filled-scene.js';
import { startTestPortal, type TestPortal } from '../testing/portal-harness.js';
import { rawRequest, type RawAnswer } from '../testing/raw-request.js';
import { listRoutes, type Route } from './list-routes.js';
import { sourceFiles } from './source-files.js';

/** Nothing of the inside shows: stack, SQL, path of a file, name of a library's error. */
const INSIDE =
  /\n\s+at \S+ \(|node_modules|file:\/\/|\/apps\/portal\/|\/dist\/|QueryFailedError|TypeError|ZodError|violates \w+ constraint|syntax error at or near|invalid input syntax|\bSELECT\b.+\bFROM\b/;

/** What stands in an address or a form, percent-encoded: bytes and shapes that nobody types. */
const VALUES = {
  empty: '',
  nul: 'a%00b',
  'not UTF-8': '%FF%FE',
  'an overlong slash': '%C0%AF',
  'half a surrogate': '%ED%A0%80',
  'a cut-off character': '%E2%82',
  'a percent sign alone': '%',
  'a line break': 'a%0d%0aSet-Cookie:%20x=y',
  'an SQL quote': '%27%20OR%201%3D1%20--',
  markup: '%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E',
  template: '{{7*7}}%20%24%7B7*7%7D',
  'a huge number': '99999999999999999999',
  'a number with an exponent': '1e309',
  'a negative number': '-1',
  'no number': 'NaN',
  'no day': '2026-02-31',
  'a day beyond all': '%2B275761-01-01',
  'a way up': '..%2F..%2F..%2Fetc%2Fpasswd',
  'a long text': 'x'.repeat(20_000),
  'many lines': '%0A'.repeat(3000),
  'an unknown id': randomUUID(),
  'no address': 'javascript:alert(1)',
} as const;

/** Routes that are asked at the same time: two fifths of a request are waiting for the database. */
const AT_ONCE = 4;

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('hostile input', () => {
  let portal: TestPortal;
  let scene: FilledScene;
  let routes: Route[];

  beforeAll(async () => {
    portal = await startTestPortal();
    routes = listRoutes(portal.app);
    scene = await fillScene(portal);
  });
  afterAll(() => portal.stop());

  const cookieOf = (client: PageClient): string => `ronron=${client.cookie('ronron') ?? ''}`;

  async function send(method: string, path: string, body?: Buffer | string, headers = {}): Promise<RawAnswer> {
    return rawRequest(portal.origin, {
      method,
      path,
      headers: { cookie: cookieOf(scene.client), ...headers },
      ...(body === undefined ? {} : { body }),
    });
  }

  function complaint(what: string, answer: RawAnswer): string[] {
    const problems: string[] = [];
    if (answer.status >= 500) problems.push(String(answer.status));
    const inside = INSIDE.exec(answer.body)?.[0];
    if (inside !== undefined) problems.push(`shows ${JSON.stringify(inside)}`);
    if (answer.body.includes('<img src=x onerror')) problems.push('shows markup');
    if (String(answer.headers['set-cookie'] ?? '').includes('x=y')) problems.push('sets a cookie of a stranger');
    return problems.map((problem) => `${what}: ${problem}`);
  }

  const of = (method: string): Route[] => routes.filter((route) => route.method === method);
  const csrf = async (): Promise<string> =>
    encodeURIComponent(scene.client.csrf(await scene.client.get('/compte/adresse')));

  it('in place of an id or a name is not found, never an error of ours', async () => {
    const wrong: string[] = [];
    const token = await csrf();
    await forEach(
      routes.filter(({ path }) => path.includes(':')),
      async (route) => {
        for (const [name, value] of Object.entries(VALUES)) {
          if (value === '') continue;
          const path = scene
            .pathOf(route.path.replace(/:[A-Za-z]+$|:[A-Za-z]+(?=\/[^:]*$)/, '@@'))
            .replace('@@', value.slice(0, 6000));
          const answer = await send(route.method, path, route.method === 'POST' ? `_csrf=${token}` : undefined, FORM);
          const what = `${route.method} ${route.path} with ${name}`;
          wrong.push(...complaint(what, answer));
          if (answer.status < 400 && answer.status !== 303) wrong.push(`${what}: ${answer.status}`);
        }
        await portal.database.query('TRUNCATE rate_limit');
      },
    );
    expect(wrong).toEqual([]);
  }, 300_000);

  it('in the query is ignored or refused', async () => {
    const wrong: string[] = [];
    const names = queryNames();
    expect(names.length).toBeGreaterThan(3);
    await forEach(of('GET'), async (route) => {
      const base = scene.pathOf(route.path);
      for (const [what, query] of [
        ...Object.entries(VALUES).map(
          ([what, value]) =>
            [
              what,
              names
                .map((name) => `${name}=${value}`)
                .join('&')
                .slice(0, 14_000),
            ] as const,
        ),
        ['each twice', names.flatMap((name) => [`${name}=a`, `${name}=b`]).join('&')] as const,
        ['objects', names.map((name) => `${name}[a][b]=c&${name}[]=d`).join('&')] as const,
        ['prototypes', '__proto__=x&constructor[prototype]=y&toString=z'] as const,
      ]) {
        const answer = await send('GET', `${base}?${query}`);
        wrong.push(...complaint(`GET ${route.path} with ${what}`, answer));
      }
    });
    expect(wrong).toEqual([]);
  }, 300_000);

  it('in a body of any kind is refused', async () => {
    const wrong: string[] = [];
    const bodies: [string, Record<string, string>, Buffer | string][] = [
      ['no body', {}, ''],
      ['an empty form', FORM, ''],
      ['JSON', { 'content-type': 'application/json' }, '{"_csrf":"x","a":{"b":[1]}}'],
      ['broken JSON', { 'content-type': 'application/json' }, '{"a":'],
      [
        'XML',
        { 'content-type': 'application/xml' },
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
      ],
      ['plain text', { 'content-type': 'text/plain' }, 'a=b'],
      ['an unreadable type', { 'content-type': '%%%;;;=' }, 'a=b'],
      ['a multipart form with no boundary', { 'content-type': 'multipart/form-data' }, 'x'],
      [
        'half a multipart form',
        { 'content-type': 'multipart/form-data; boundary=x' },
        '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb',
      ],
      [
        'a multipart form of nonsense',
        { 'content-type': 'multipart/form-data; boundary=x' },
        Buffer.from([0, 255, 254, 13, 10, 45, 45]),
      ],
      [
        'raw bytes',
        FORM,
        Buffer.from([
          0x5f, 0x63, 0x73, 0x72, 0x66, 0x3d, 0xff, 0xfe, 0x00, 0xc0, 0x80, 0x26, 0x61, 0x3d, 0xed, 0xa0, 0x80,
        ]),
      ],
      ['300 kB', FORM, `a=${'x'.repeat(300_000)}`],
      ['300 kB of names', FORM, Array.from({ length: 40_000 }, (_, at) => `a${at}=1`).join('&')],
      ['an encoding nobody knows', { ...FORM, 'content-encoding': 'zstd' }, 'a=b'],
      ['a token that is a list', FORM, '_csrf=a&_csrf=b'],
    ];
    await forEach(of('POST'), async (route) => {
      for (const [what, headers, body] of bodies) {
        const answer = await send('POST', scene.pathOf(route.path), body, headers);
        wrong.push(...complaint(`POST ${route.path} with ${what}`, answer));
        if (answer.status < 400) wrong.push(`POST ${route.path} with ${what}: ${answer.status}`);
        if (what.startsWith('300 kB') && answer.status !== 413)
          wrong.push(`POST ${route.path} with ${what}: ${answer.status}`);
      }
    });
    expect(wrong).toEqual([]);
  }, 300_000);
});

async function forEach(routes: readonly Route[], work: (route: Route) => Promise<void>): Promise<void> {
  const left = routes.values();
  const takeInTurn = async (): Promise<void> => {
    for (const route of left) await work(route);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, takeInTurn));
}

/** Every parameter that some controller reads from the query. */
function queryNames(): string[] {
  const read = sourceFiles('apps/portal/src', '.ts').flatMap(({ text }) =>
    [...text.matchAll(/@Query\('([^']+)'\)/g)].map(([, name]) => name!),
  );
  return [...new Set(read)];
}
