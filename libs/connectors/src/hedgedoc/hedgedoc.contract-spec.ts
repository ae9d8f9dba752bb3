import { behindFaultyProxy, startHedgeDocPeer, type HedgeDocPeer } from '@ronron/testing';
import { strFromU8, unzipSync } from 'fflate';
import { describeConnectorContract } from '../contract/connector-contract.js';
import type { Connector, Handle } from '../contract/connector.js';
import { connectTo, trialMember, trialWish, valueOf } from '../contract/trial.js';
import { hedgedoc } from './hedgedoc.js';

describeConnectorContract({
  name: 'HedgeDoc (a peer)',
  factory: hedgedoc,
  async start() {
    const peer = await startHedgeDocPeer();
    const { email, password } = peer;
    return {
      ...(await behindFaultyProxy(peer)),
      settingsAt: (url) => ({ url, email, password }),
      wrongSettingsAt: (url) => ({ url, email, password: 'not-the-password' }),
      secrets: [password, encodeURIComponent(password), 'not-the-password', 'connect.sid'],
    };
  },
});

describe('the notes of a subscription', () => {
  const yann = { kind: 'member', accountId: 'yann', displayName: 'Yann', role: 'member' } as const;
  const peers: HedgeDocPeer[] = [];
  afterAll(() => Promise.all(peers.map((peer) => peer.stop())));

  async function start(options = {}): Promise<{ peer: HedgeDocPeer; connector: Connector }> {
    const peer = await startHedgeDocPeer(options);
    peers.push(peer);
    const { url, email, password } = peer;
    return { peer, connector: connectTo(hedgedoc, { url, email, password }) };
  }
  const subscribe = async (connector: Connector): Promise<Handle> =>
    valueOf(await connector.apply(trialWish([trialMember('yann')]), null, 'key'));
  const namesIn = async (connector: Connector, handle: Handle): Promise<string[]> =>
    valueOf(await connector.listPads!(handle)).map(({ name }) => name);

  it('are made, listed, opened and exported by their names, apart from those of others', async () => {
    const { peer, connector } = await start();
    const [ours, theirs] = [await subscribe(connector), await subscribe(connector)];
    const names = ['Réunion du 3 mai', '*Budget* [2026] & co_urses', 'a/b:c'];
    for (const name of names) expect(valueOf(await connector.createPad!(ours, name)).name).toBe(name);
    valueOf(await connector.createPad!(theirs, 'Réunion du 3 mai'));
    expect(await namesIn(connector, ours)).toEqual(names);
    expect(await namesIn(connector, theirs)).toEqual(['Réunion du 3 mai']);
    expect(valueOf(await connector.usage!(ours)).items).toBe(3);

    const { url } = valueOf(await connector.open!(ours, yann, 'a/b:c'));
    expect(peer.notes.get(url.slice(peer.url.length + 1))!.title).toBe('a/b:c');
    expect(await connector.open!(theirs, yann, 'a/b:c')).toMatchObject({ reason: 'conflict' });

    const files = unzipSync(valueOf(await connector.export!(ours)).content);
    expect(Object.keys(files)).toEqual(['Réunion du 3 mai.md', '_Budget_ [2026] & co_urses.md', 'a_b_c.md']);
    expect(strFromU8(files['Réunion du 3 mai.md']!)).toBe('# Réunion du 3 mai\n\n');
  });

  it('follow the titles that people give them, told apart when two are the same', async () => {
    const { peer, connector } = await start();
    const handle = await subscribe(connector);
    for (const name of ['Un', 'Deux']) valueOf(await connector.createPad!(handle, name));
    for (const note of peer.notes.values()) Object.assign(note, { title: 'Trois', changedAt: new Date(1e12) });
    expect(await namesIn(connector, handle)).toEqual(['Trois', 'Trois (2)']);
    const [first, second] = [...peer.notes.keys()];
    expect(valueOf(await connector.open!(handle, yann, 'Trois')).url).toBe(`${peer.url}/${first}`);
    expect(valueOf(await connector.open!(handle, yann, 'Trois (2)')).url).toBe(`${peer.url}/${second}`);
    expect(valueOf(await connector.usage!(handle)).lastActivityAt).toEqual(new Date(1e12));
  });

  it('have addresses of which none can be told from another', async () => {
    const { peer, connector } = await start();
    const handle = await subscribe(connector);
    for (let number = 1; number <= 20; number += 1) valueOf(await connector.createPad!(handle, `Note ${number}`));
    for (const alias of peer.notes.keys()) expect(alias).toMatch(/^ronron-[a-z2-7]{12}$/);
    expect(new Set([...peer.notes.keys()].map((alias) => alias.slice(0, 12))).size).toBe(20);
  });

  it('are both kept when two people make one at the same moment', async () => {
    const { connector } = await start();
    const handle = await subscribe(connector);
    await Promise.all(['Un', 'Deux', 'Trois'].map((name) => connector.createPad!(handle, name).then(valueOf)));
    expect((await namesIn(connector, handle)).sort()).toEqual(['Deux', 'Trois', 'Un']);
  });

  it('are refused with the reason why', async () => {
    const { connector } = await start();
    const handle = await subscribe(connector);
    valueOf(await connector.createPad!(handle, 'Budget'));
    expect(await connector.createPad!(handle, 'Budget')).toMatchObject({ reason: 'conflict' });
    for (const name of ['', ' ', '<b>']) {
      expect(await connector.createPad!(handle, name)).toMatchObject({ reason: 'unsupported' });
    }
    expect(await connector.createPad!({ ...handle, state: 'suspended' }, 'x')).toMatchObject({ reason: 'conflict' });
    const closed = await start({ freeUrl: false });
    expect(await closed.connector.createPad!(handle, 'x')).toMatchObject({ reason: 'unsupported' });
    const busy = await start({ newNotes: 0 });
    expect(await busy.connector.createPad!(handle, 'x')).toMatchObject({ reason: 'unreachable' });
  });

  it('need one sign-in for many pages, and another when HedgeDoc forgot it', async () => {
    const { peer, connector } = await start();
    const handle = await subscribe(connector);
    valueOf(await connector.createPad!(handle, 'Un'));
    const { url, email, password } = peer;
    const another = connectTo(hedgedoc, { url, email, password });
    expect(await namesIn(another, handle)).toEqual(['Un']);
    expect(peer.signIns).toBe(1);
    peer.endSessions();
    valueOf(await another.check());
    expect(peer.signIns).toBe(2);
    peer.endSessions();
    expect(await namesIn(another, handle)).toEqual(['Un']);
    expect(peer.signIns).toBe(3);
  });

  it('are none of the portal’s without an account for it: people sign in, and that is all', async () => {
    const { peer } = await start();
    const connector = connectTo(hedgedoc, { url: peer.url });
    expect(valueOf(await connector.check()).version).toBe('1.10.8');
    const handle = await subscribe(connector);
    expect(valueOf(await connector.open!(handle, yann)).url).toBe(`${peer.url}/auth/oauth2`);
    for (const attempt of [connector.listPads!(handle), connector.createPad!(handle, 'x'), connector.export!(handle)]) {
      expect(await attempt).toMatchObject({ reason: 'unsupported' });
    }
    expect(peer.signIns).toBe(0);
  });

  it('ask for the account as a whole', () => {
    const url = 'https://notes.example.org';
    const problems = (given: object): string[] => {
      const read = hedgedoc.settings.read({ url, ...given });
      return read.ok ? [] : read.error.map(({ field }) => field);
    };
    expect(problems({ email: 'portail@example.bzh' })).toEqual(['password']);
    expect(problems({ password: 'x' })).toEqual(['email']);
    expect(problems({ email: 'portail@example.bzh', password: 'x' })).toEqual([]);
  });
});
