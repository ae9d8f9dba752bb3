import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { fetchAnswer, requestBytes } from './answers.js';
import { compare, type Comparison, type SliceOptions } from './comparison.js';
import { LARGE_PAGES } from './large-commune.js';
import { load } from './load.js';
import { plantSignInClient, startLemonPeer } from '@ronron/testing';
import { startBareProvider } from './bare-process.js';
import { bareFlowSide, CALLBACK, lemonFlowSide, portalFlowSide, type FlowClient } from './code-flows.js';
import { knownOrNot } from './known-or-not.js';
import { machine, stormTable, summary, table, tellingTable } from './report.js';
import { reconciliation, reconciliationReport } from './reconciliation.js';
import { bareCheckSide, PER_SLICE, signInSide } from './sign-ins.js';
import { storm } from './storm.js';
import { FROM_PROXY, setStage, signIn, type Stage } from './stage.js';

/** The program behind `npm run bench`: what the portal costs beside the least that a server could cost. */

const PUBLIC_PAGES = ['/', '/services', '/services/pads', '/engagements', ...LARGE_PAGES];
const ENCODINGS = { 'as it is': 'identity', gzip: 'gzip', br: 'gzip, deflate, br, zstd' };
const RESIDENTS_PAGES = ['/mes-services', '/demandes'];

/** Less than two minutes in all, the start included; `--quick` only shows that everything still works. */
const FULL: SliceOptions = { pairs: 5, milliseconds: 250, connections: 16, warmUp: 2000 };
const QUICK: SliceOptions = { pairs: 1, milliseconds: 50, connections: 4, warmUp: 50 };

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, subscriptions: { type: 'string' } },
});
const slices = values.quick ? QUICK : FULL;

/** Flows take long beside pages. */
const FLOWS = values.quick ? slices : { ...slices, milliseconds: 2000, warmUp: 4000 };

const SUBSCRIBER = 'resident@demo.example';

console.log(`${machine()}, ${new Date().toISOString().slice(0, 10)}`);
const setting = setStage(process.env['RONRON_TEST_DATABASE_URL']);
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted = true;
    void setting.then(({ strike }) => strike()).finally(() => process.exit(1));
  });
}
const stage = await setting;
try {
  const { only } = values;
  if (only === undefined || only === 'pages') {
    const open = await publicPages(stage);
    console.log(`\nPublic pages, to visitors\n${table(open)}\n${summary(open)}`);
    console.log(`\nPages that are drawn for one person\n${table(await drawnPages(stage))}`);
  }
  if (only === undefined || only === 'openid')
    console.log(`\nOpenID provider; bare: the library, in memory\n${table(await openIdProvider(stage))}`);
  // It takes packages of Debian that nothing else does: not unless asked.
  if (only === 'lemonldap') console.log(`\nOpenID provider; bare: LemonLDAP::NG\n${table(await besideLemon(stage))}`);
  if (only === undefined || only === 'sign-in')
    console.log(`\nSigning in; bare: checking the password alone\n${table([await signingIn(stage)])}`);
  if (only === undefined || only === 'telling')
    console.log(`\nAddresses with and without an account, ms\n${await tellings(stage)}`);
  if (only === undefined || only === 'storm')
    console.log(
      `\nA public page while many sign in, ms\n${stormTable(await storm(stage.portal, values.quick ? 1 : 8))}`,
    );
  if (only === undefined || only === 'reconciliation') {
    const figures = await reconciliation(stage, Number(values.subscriptions ?? (values.quick ? 200 : 10_000)));
    console.log(`\nA service compared with what was granted, by one worker\n${reconciliationReport(figures)}`);
  }
} catch (error) {
  // After Ctrl-C the servers are gone: that they do not answer is no news.
  if (!interrupted) throw error;
} finally {
  await stage.strike();
}

async function publicPages(stage: Stage): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const path of PUBLIC_PAGES) {
    for (const [name, encoding] of Object.entries(ENCODINGS)) {
      // The first warms the paths that all of them take.
      const warmUp = comparisons.length === 0 ? slices.warmUp : slices.warmUp / 10;
      comparisons.push(await page(stage, `${path} ${name}`, path, { 'accept-encoding': encoding }, warmUp));
    }
  }
  return comparisons;
}

async function drawnPages(stage: Stage): Promise<Comparison[]> {
  const cookie = await signIn(stage.portal, 'resident@demo.example');
  const comparisons: Comparison[] = [];
  for (const path of RESIDENTS_PAGES) comparisons.push(await page(stage, `${path} resident`, path, { cookie }));
  comparisons.push(await page(stage, '/connexion visitor', '/connexion', {}));
  return comparisons;
}

/** The bare server is told to write what the portal just wrote, so that both send the same bytes. */
async function page(
  { portal, bare }: Stage,
  name: string,
  path: string,
  sent: Readonly<Record<string, string>>,
  warmUp = slices.warmUp,
): Promise<Comparison> {
  const headers = { ...FROM_PROXY, ...sent };
  // Twice: the first visitor's page is drawn, and is ready for those who follow.
  await fetchAnswer(portal.url, path, headers);
  const answer = await fetchAnswer(portal.url, path, headers);
  if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}.`);
  await bare.answer(answer);
  const request = requestBytes('GET', path, headers);
  const asked = { status: 200, next: () => request };
  const portalSide = { origin: portal.url, pid: portal.pid, ...asked };
  return compare(name, portalSide, { origin: bare.origin, pid: bare.pid, ...asked }, { ...slices, warmUp });
}

async function tellings({ portal }: Stage): Promise<string> {
  return tellingTable(await knownOrNot(portal, values.quick ? 1 : 4));
}

async function openIdProvider({ portal, databaseUrl }: Stage): Promise<Comparison[]> {
  const client = await subscribersClient(databaseUrl);
  const bare = await startBareProvider({
    client_id: client.id,
    client_secret: client.secret,
    redirect_uris: [CALLBACK],
    grant_types: ['authorization_code', 'refresh_token'],
  });
  try {
    const cookie = await signIn(portal, SUBSCRIBER);
    const sides = [await portalFlowSide(portal, cookie, client), await bareFlowSide(bare, client)] as const;
    const comparisons = [await compare('code flow', ...sides, FLOWS)];
    for (const path of ['/.well-known/openid-configuration', '/jwks']) {
      const ours = requestBytes('GET', `/oidc${path}`, FROM_PROXY);
      const theirs = requestBytes('GET', path, {});
      const portalSide = { origin: portal.url, pid: portal.pid, status: 200, next: () => ours };
      comparisons.push(await compare(path, portalSide, { ...bare, status: 200, next: () => theirs }, slices));
    }
    return comparisons;
  } finally {
    await bare.stop();
  }
}

/** A service and somebody who has it: each flow asks whether that is still so. */
function subscribersClient(databaseUrl: string): Promise<FlowClient> {
  return plantSignInClient(databaseUrl, {
    redirectUris: [CALLBACK],
    scopes: ['profile'],
    service: { slug: 'pads', subscriber: SUBSCRIBER },
  });
}

/** With one process, as the portal here, and with as many as keep every core busy. */
async function besideLemon(stage: Stage): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const processes of [1, 2 * availableParallelism()]) comparisons.push(await besideLemons(stage, processes));
  return comparisons;
}

async function besideLemons({ portal, databaseUrl }: Stage, processes: number): Promise<Comparison> {
  const client = await subscribersClient(databaseUrl);
  const secret = 'a secret of a tool';
  const lemon = await startLemonPeer({ id: 'tool', secret, redirectUri: CALLBACK }, processes);
  try {
    const ours = await portalFlowSide(portal, await signIn(portal, SUBSCRIBER), client);
    const theirs = await lemonFlowSide(lemon, { id: 'tool', secret });
    return await compare(`code flow, ${processes} processes`, ours, theirs, FLOWS);
  } finally {
    await lemon.stop();
  }
}

async function signingIn({ portal, bare }: Stage): Promise<Comparison> {
  // Enough to keep every core busy while others wait for the database, few enough not to queue.
  const options = { ...slices, milliseconds: 10_000, warmUp: 10_000, connections: 4 * availableParallelism() };
  const people = signInSide(portal);
  // Their path is compiled only after a thousand, which a portal that runs for days is far beyond.
  for (let warm = values.quick ? 0 : 1152 / PER_SLICE; warm > 0; warm--) {
    await people.prepare?.();
    await load({ ...people, ...options });
  }
  return compare('POST /connexion', people, bareCheckSide(bare), options);
}
