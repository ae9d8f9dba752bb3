import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FixedClock, HOUR, SECOND, systemClock, type Clock } from '@ronron/kernel';
import { startEtherpadPeer, startFaultyProxy } from '@ronron/testing';
import { strFromU8, unzipSync } from 'fflate';
import { describeConnectorContract } from '../contract/connector-contract.js';
import type { Actor, Connector, DesiredState, Handle } from '../contract/connector.js';
import { connectTo, trialMember, trialWish, valueOf } from '../contract/trial.js';
import { etherpad } from './etherpad.js';
import { etherpadCacheFolder, installEtherpad } from './local/install-etherpad.js';
import { startEtherpad, type LocalEtherpad } from './local/start-etherpad.js';

const INSTALLATION_MS = 600_000;

interface TemporaryEtherpad extends LocalEtherpad {
  readonly folder: string;
}

async function temporaryEtherpad(): Promise<TemporaryEtherpad> {
  const installation = etherpadCacheFolder(process.env);
  await installEtherpad(installation);
  const folder = mkdtempSync(join(tmpdir(), 'ronron-etherpad-'));
  const server = await startEtherpad({ installation, folder });
  return {
    ...server,
    folder,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One for the whole file: it takes seconds to start. */
let server: TemporaryEtherpad;
beforeAll(async () => {
  server = await temporaryEtherpad();
}, INSTALLATION_MS);
afterAll(() => server.stop());

describeConnectorContract({
  name: 'Etherpad 1.8.14 (the real one, by API key)',
  factory: etherpad,
  async start() {
    const proxy = await startFaultyProxy(server.url);
    return {
      proxy,
      settingsAt: (url) => ({ url, apiKey: server.apiKey }),
      wrongSettingsAt: (url) => ({ url, apiKey: 'not-the-key' }),
      secrets: [server.apiKey, 'not-the-key'],
      stop: () => proxy.stop(),
    };
  },
});

describeConnectorContract({
  name: 'Etherpad 3 (a peer in sso mode, by OAuth)',
  factory: etherpad,
  async start() {
    const peer = await startEtherpadPeer();
    const proxy = await startFaultyProxy(peer.url);
    const { clientId, clientSecret } = peer;
    const settingsAt = (url: string): Record<string, unknown> => {
      return { url: peer.url, apiUrl: url, authentication: 'oauth', clientId, clientSecret };
    };
    return {
      proxy,
      settingsAt,
      wrongSettingsAt: (url) => ({ ...settingsAt(url), clientSecret: 'not-the-secret' }),
      secrets: [clientSecret, encodeURIComponent(clientSecret), 'not-the-secret'],
      async stop() {
        await proxy.stop();
        await peer.stop();
      },
    };
  },
});

describe('Etherpad 3 in sso mode', () => {
  it('keeps a token until it expires, and asks for another when the server forgot it', async () => {
    const peer = await startEtherpadPeer({ tokenSeconds: 600 });
    const { url, clientId, clientSecret } = peer;
    const clock = new FixedClock(new Date());
    const connector = connectTo(etherpad, { url, authentication: 'oauth', clientId, clientSecret }, { clock });
    valueOf(await connector.check());
    valueOf(await connector.check());
    expect(peer.tokensIssued).toBe(1);
    clock.advance(600 * SECOND);
    valueOf(await connector.check());
    expect(peer.tokensIssued).toBe(2);
    peer.revokeTokens();
    valueOf(await connector.check());
    expect(peer.tokensIssued).toBe(3);
    await peer.stop();
  });

  it('asks for what the chosen way of authentication needs', () => {
    const fieldsMissing = (given: Record<string, unknown>): string[] => {
      const read = etherpad.settings.read({ url: 'https://pads.example.org', ...given });
      return read.ok ? [] : read.error.map((issue) => issue.field);
    };
    expect(fieldsMissing({})).toEqual(['apiKey']);
    expect(fieldsMissing({ authentication: 'oauth' })).toEqual(['clientId', 'clientSecret']);
    expect(fieldsMissing({ authentication: 'oauth', clientId: 'ronron', clientSecret: 's' })).toEqual([]);
  });
});

describe('pads on the real Etherpad', () => {
  const yann: Actor = { kind: 'member', accountId: 'yann', displayName: 'Yann', role: 'member' };
  const wanted = (): DesiredState => trialWish([trialMember('yann')]);
  const own = (clock: Clock = systemClock): Connector =>
    connectTo(etherpad, { url: server.url, apiKey: server.apiKey }, { clock });
  const apply = async (wish: DesiredState): Promise<Handle> => valueOf(await own().apply(wish, null, 'key'));
  const api = async (name: string, parameters: Record<string, string>): Promise<unknown> => {
    const body = new URLSearchParams({ ...parameters, apikey: server.apiKey });
    const answer = await fetch(`${server.url}/api/1.2.13/${name}`, { method: 'POST', body });
    return ((await answer.json()) as { data: unknown }).data;
  };

  /** What a browser with this cookie gets to see: the pad's text, or null when Etherpad refuses. */
  const textSeenWith = async (url: string, cookie: string): Promise<string | null> => {
    const answer = await fetch(`${url}/export/txt`, { headers: { cookie } });
    return answer.ok ? answer.text() : null;
  };
  const cookieOf = (opening: { cookies: readonly { name: string; value: string }[] }): string =>
    opening.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');

  it('lets a member in by the cookie, nobody without it, and nobody after the suspension', async () => {
    const wish = wanted();
    const handle = await apply(wish);
    await api('setText', { padID: `${String(handle['groupId'])}$Accueil`, text: 'Demat d’an holl\n' });
    const opening = valueOf(await own().open!(handle, yann));
    expect(await textSeenWith(opening.url, cookieOf(opening))).toContain('Demat d’an holl');
    expect(await textSeenWith(opening.url, '')).toBeNull();
    await apply({ ...wish, state: 'suspended' });
    expect(await textSeenWith(opening.url, cookieOf(opening))).toBeNull();
  });

  it('ends the sessions of a member who left, and of nobody else', async () => {
    const wish = wanted();
    const handle = await apply(wish);
    const stays = valueOf(await own().open!(handle, yann));
    const leaves = valueOf(await own().open!(handle, { ...yann, accountId: 'nolwenn', displayName: 'Nolwenn' }));
    await api('setText', { padID: `${String(handle['groupId'])}$Accueil`, text: 'Demat\n' });
    await apply(wish);
    expect(await textSeenWith(stays.url, cookieOf(stays))).toContain('Demat');
    expect(await textSeenWith(leaves.url, cookieOf(leaves))).toBeNull();
  });

  it('opens the pads of two groups with one cookie, and forgets sessions that expired', async () => {
    const first = await apply(wanted());
    const second = await apply(wanted());
    await own().open!(first, yann);
    const opening = valueOf(await own().open!(second, yann));
    expect(opening.cookies[0]!.value.split(',').length).toBeGreaterThanOrEqual(2);
    await api('setText', { padID: `${String(first['groupId'])}$Accueil`, text: 'Demat\n' });
    const firstUrl = valueOf(await own().open!(first, yann)).url;
    expect(await textSeenWith(firstUrl, cookieOf(opening))).toContain('Demat');
    const later = new FixedClock(new Date(Date.now() + 13 * HOUR));
    const tomorrow = valueOf(await own(later).open!(first, yann));
    expect(tomorrow.cookies[0]!.value).not.toContain(',');
  });

  it('makes, lists and opens pads by name, and says why it cannot', async () => {
    const handle = await apply(wanted());
    expect(valueOf(await own().createPad!(handle, 'Réunion du 3 mai')).name).toBe('Réunion du 3 mai');
    expect(await own().createPad!(handle, 'Réunion du 3 mai')).toMatchObject({ reason: 'conflict' });
    for (const name of ['', 'a$b', 'a/b', 'x'.repeat(51), '..']) {
      expect(await own().createPad!(handle, name)).toMatchObject({ reason: 'unsupported' });
    }
    expect(valueOf(await own().listPads!(handle)).map((pad) => pad.name)).toEqual(['Accueil', 'Réunion du 3 mai']);
    const opening = valueOf(await own().open!(handle, yann, 'Réunion du 3 mai'));
    expect(decodeURIComponent(opening.url)).toMatch(/\/p\/g\.\w{16}\$Réunion_du_3_mai$/);
    expect((await fetch(opening.url, { headers: { cookie: cookieOf(opening) } })).status).toBe(200);
    expect(await own().open!(handle, yann, 'another')).toMatchObject({ reason: 'conflict' });
    expect(await own().open!(handle, { kind: 'guest', displayName: null })).toMatchObject({ reason: 'unsupported' });
  });

  it('exports every pad as text, as a web page and as it is, and removes them all at the end', async () => {
    const wish = wanted();
    const handle = await apply(wish);
    const groupId = String(handle['groupId']);
    await api('setText', { padID: `${groupId}$Accueil`, text: 'Ur pad brav\n' });
    valueOf(await own().createPad!(handle, 'Budget'));
    const files = unzipSync(valueOf(await own().export!(handle)).content);
    const endings = ['etherpad', 'html', 'txt'];
    const expected = ['Accueil', 'Budget'].flatMap((pad) => endings.map((ending) => `${pad}.${ending}`));
    expect(Object.keys(files).sort()).toEqual(expected);
    expect(strFromU8(files['Accueil.txt']!)).toContain('Ur pad brav');
    // As another Etherpad takes it, with its history.
    const whole = JSON.parse(strFromU8(files['Accueil.etherpad']!)) as Record<string, { atext?: { text: string } }>;
    expect(whole[`pad:${groupId}$Accueil`]!.atext!.text).toContain('Ur pad brav');
    expect(Object.keys(whole).filter((key) => key.includes(':revs:')).length).toBeGreaterThan(1);
    expect(Object.values((await api('listSessionsOfGroup', { groupID: groupId })) ?? {}).filter(Boolean)).toEqual([]);
    const usage = valueOf(await own().usage!(handle));
    expect(usage).toMatchObject({ items: 2, lastActivityAt: expect.any(Date) });
    const texts = ['Accueil', 'Budget'].map((pad) => files[`${pad}.txt`]!.length);
    expect(usage.bytes).toBe(texts[0]! + texts[1]!);
    await apply({ ...wish, state: 'absent' });
    const left = (await api('listAllPads', {})) as { padIDs: string[] };
    expect(left.padIDs.filter((id) => id.startsWith(groupId))).toEqual([]);
    expect(await own().export!(handle)).toMatchObject({ reason: 'conflict' });
  });

  it('says in the copy what the server held back: it gives ten whole pads in a minute and a half', async () => {
    const handle = await apply(wanted());
    const pads = Array.from({ length: 11 }, (_, at) => `Pad ${at}`);
    for (const pad of pads) valueOf(await own().createPad!(handle, pad));
    const files = unzipSync(valueOf(await own().export!(handle)).content);
    const names = Object.keys(files);
    expect(names.filter((name) => name.endsWith('.html'))).toHaveLength(12);
    const whole = names.filter((name) => name.endsWith('.etherpad'));
    expect(whole.length).toBeLessThanOrEqual(10);
    const note = strFromU8(files['LISEZ-MOI.txt']!);
    const told = names.filter((name) => name.endsWith('.txt') && note.includes(`- ${name.slice(0, -4)}\n`));
    expect(told.length + whole.length).toBe(12);
  });

  it('takes a person’s name away', async () => {
    const handle = await apply(wanted());
    valueOf(await own().open!(handle, yann));
    const { authorID } = (await api('createAuthorIfNotExistsFor', { authorMapper: 'ronron-yann' })) as {
      authorID: string;
    };
    expect(await api('getAuthorName', { authorID })).toMatch(/Yann/);
    valueOf(await own().erase!({ accountId: 'yann', email: 'yann@example.bzh' }));
    expect(JSON.stringify(await api('getAuthorName', { authorID }))).not.toContain('Yann');
  });

  it('is adopted with its pads when it outlived the portal', async () => {
    const again = await startEtherpad({ installation: etherpadCacheFolder(process.env), folder: server.folder });
    expect([again.pid, again.url, again.apiKey]).toEqual([server.pid, server.url, server.apiKey]);
  });
});
