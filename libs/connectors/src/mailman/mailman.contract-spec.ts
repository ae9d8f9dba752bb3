import { strFromU8, unzipSync } from 'fflate';
import { startFaultyProxy, startMailmanPeer, type MailmanPeer } from '@ronron/testing';
import { describeConnectorContract } from '../contract/connector-contract.js';
import type { Connector, DesiredState, Handle } from '../contract/connector.js';
import { connectTo, trialMember as member, trialWish as wish, valueOf } from '../contract/trial.js';
import { listName } from './list-names.js';
import { mailman } from './mailman.js';

let peer: MailmanPeer;
beforeAll(async () => {
  peer = await startMailmanPeer();
}, 90_000);
afterAll(() => peer.stop());

const settingsAt = (apiUrl: string): Record<string, unknown> => ({
  apiUrl,
  adminUser: peer.user,
  adminPassword: peer.password,
  mailHost: peer.mailHost,
  webUrl: 'https://listes.example.bzh/postorius',
});

describeConnectorContract({
  name: 'Mailman core',
  factory: mailman,
  async start() {
    const proxy = await startFaultyProxy(peer.url);
    return {
      proxy,
      settingsAt,
      wrongSettingsAt: (url) => ({ ...settingsAt(url), adminPassword: 'not-the-password' }),
      secrets: [peer.password, Buffer.from(`${peer.user}:${peer.password}`).toString('base64'), 'not-the-password'],
      stop: () => proxy.stop(),
    };
  },
});

describe('a mailing list', () => {
  const connect = (): Connector => connectTo(mailman, settingsAt(peer.url));
  const apply = async (wanted: DesiredState, handle: Handle | null = null): Promise<Handle> =>
    valueOf(await connect().apply(wanted, handle, 'key'));
  const roster = async (handle: Handle, role: string): Promise<string[]> => {
    const answer = await peer.call('GET', `/lists/${String(handle['listId'])}/roster/${role}`);
    const { entries = [] } = (await answer.json()) as { entries?: { email: string }[] };
    return entries.map(({ email }) => email).sort();
  };
  const config = async (handle: Handle): Promise<Record<string, unknown>> => {
    return (await (await peer.call('GET', `/lists/${String(handle['listId'])}/config`)).json()) as never;
  };

  it('has the members and owners of the organisation, under a name that people recognise', async () => {
    const handle = await apply(wish([member('annaig', { role: 'manager' }), member('enora')]));
    expect(handle['listId']).toMatch(/^les-amis-du-steir-[a-z2-7]{10}\.listes\.example\.bzh$/);
    expect(await roster(handle, 'member')).toEqual(['annaig@example.bzh', 'enora@example.bzh']);
    expect(await roster(handle, 'owner')).toEqual(['annaig@example.bzh']);
    expect(await config(handle)).toMatchObject({ display_name: 'Les Amis du Steïr', archive_policy: 'private' });
  });

  it('is listed with those that the portal made in the domain, under the name by which it is looked at, and no other is', async () => {
    const handle = await apply(wish([member('annaig')]));
    await peer.call('POST', '/lists', { fqdn_listname: `voisins@${peer.mailHost}` });
    await peer.call('POST', '/lists', { fqdn_listname: `oubliee-abcdefghij@${peer.mailHost}` });
    const { remoteName } = valueOf(await connect().inspect!(handle));
    const { items } = valueOf(await connect().list!(null));
    const names = items.map((item) => item.remoteName);
    expect(names).toEqual(expect.arrayContaining([remoteName, `oubliee-abcdefghij@${peer.mailHost}`]));
    expect(names).not.toContain(`voisins@${peer.mailHost}`);
    await peer.call('DELETE', `/lists/oubliee-abcdefghij.${peer.mailHost}`);
  });

  it('follows addresses, roles and the name, under the same address of the list', async () => {
    const wanted = wish([member('annaig', { role: 'manager' }), member('enora')]);
    const before = await apply(wanted);
    const members = [member('annaig'), member('enora', { role: 'manager', email: 'Enora.Nevez@example.bzh' })];
    const after = await apply({ ...wanted, members, name: 'Steïr et Odet' }, before);
    expect(after['listId']).toBe(before['listId']);
    expect(await roster(after, 'member')).toEqual(['annaig@example.bzh', 'enora.nevez@example.bzh']);
    expect(await roster(after, 'owner')).toEqual(['enora.nevez@example.bzh']);
    expect(await config(after)).toMatchObject({ display_name: 'Steïr et Odet' });
    const adopted = await apply({ ...wanted, members, name: 'Steïr et Odet' }, null);
    expect(adopted).toEqual(after);
  });

  it('leaves alone whom the owners added, and what they set', async () => {
    const wanted = wish([member('annaig', { role: 'manager' }), member('enora')]);
    const handle = await apply(wanted);
    const list_id = String(handle['listId']);
    for (const role of ['member', 'owner']) {
      await peer.call('POST', '/members', {
        ...{ list_id, subscriber: 'neighbour@example.org', role },
        ...(role === 'member' ? { pre_verified: 'true', pre_confirmed: 'true', pre_approved: 'true' } : {}),
      });
    }
    await peer.call('PATCH', `/lists/${list_id}/config`, { subject_prefix: '[nous] ' });
    const later = await apply({ ...wanted, members: [member('annaig', { role: 'manager' })] }, handle);
    expect(await roster(later, 'member')).toEqual(['annaig@example.bzh', 'neighbour@example.org']);
    expect(await roster(later, 'owner')).toEqual(['annaig@example.bzh', 'neighbour@example.org']);
    expect(await config(later)).toMatchObject({ subject_prefix: '[nous] ' });
    expect(valueOf(await connect().inspect!(later))).toMatchObject({ memberCount: 1 });
  });

  it('lets nothing pass while suspended, and keeps everybody', async () => {
    const wanted = wish([member('gwen')]);
    const handle = await apply(wanted);
    const held = await apply({ ...wanted, state: 'suspended' }, handle);
    expect(await config(held)).toMatchObject({ emergency: true });
    expect(await roster(held, 'member')).toEqual(['gwen@example.bzh']);
    expect(await config(await apply(wanted, held))).toMatchObject({ emergency: false });
  });

  it('exports people and settings, tells how much was written, and goes away whole', async () => {
    const wanted = wish([member('tangi', { role: 'manager' })]);
    const handle = await apply(wanted);
    const files = unzipSync(valueOf(await connect().export!(handle)).content);
    expect(strFromU8(files['people.csv']!)).toBe('role,email\nowner,tangi@example.bzh\nmember,tangi@example.bzh\n');
    const kept = JSON.parse(strFromU8(files['settings.json']!)) as object;
    expect(kept).toMatchObject({ display_name: 'Les Amis du Steïr' });
    expect(kept).not.toHaveProperty('moderator_password');
    expect(valueOf(await connect().usage!(handle))).toEqual({ bytes: null, items: 0, lastActivityAt: null });
    const gone = await apply({ ...wanted, state: 'absent' }, handle);
    expect((await peer.call('GET', `/lists/${String(handle['listId'])}`)).status).toBe(404);
    expect(await connect().export!(gone)).toMatchObject({ reason: 'conflict' });
  });

  it('erases a person from our lists, and from Mailman unless another list has them', async () => {
    const [one, other] = [
      await apply(wish([member('soizic')])),
      await apply(wish([member('soizic'), member('riwal')])),
    ];
    valueOf(await connect().erase!({ accountId: 'soizic', email: 'soizic@example.bzh' }));
    expect([await roster(one, 'member'), await roster(other, 'member')]).toEqual([[], ['riwal@example.bzh']]);
    expect((await peer.call('GET', '/addresses/soizic@example.bzh')).status).toBe(404);
    await peer.call('POST', '/lists', { fqdn_listname: `town@${peer.mailHost}` });
    const list_id = `town.${peer.mailHost}`;
    const already = { pre_verified: 'true', pre_confirmed: 'true', pre_approved: 'true' };
    await peer.call('POST', '/members', { list_id, subscriber: 'riwal@example.bzh', ...already });
    valueOf(await connect().erase!({ accountId: 'riwal', email: 'riwal@example.bzh' }));
    expect(await roster(other, 'member')).toEqual([]);
    expect(await roster({ version: 1, listId: list_id }, 'member')).toEqual(['riwal@example.bzh']);
  });

  it('refuses addresses that cannot stand on a list, and takes hostile names for text', async () => {
    for (const email of [
      'a/../../lists@example.bzh',
      'a b@example.bzh',
      'x@y\r\nz',
      '@',
      `${'a'.repeat(300)}@example.bzh`,
    ]) {
      expect(await connect().apply(wish([member('x', { email })]), null, 'key')).toMatchObject({
        reason: 'unsupported',
      });
      valueOf(await connect().erase!({ accountId: 'x', email }));
    }
    for (const name of ['../..', '', '\u0000\n', '<script>', '한국어', '='.repeat(5000)]) {
      const wanted = wish([member('x', { displayName: name })], { name });
      const handle = await apply(wanted);
      expect(await roster(handle, 'member')).toEqual(['x@example.bzh']);
      await apply({ ...wanted, state: 'absent' }, handle);
    }
  });

  it('says that Mailman does not know the domain', async () => {
    const lost = connectTo(mailman, { ...settingsAt(peer.url), mailHost: 'unknown.example.bzh' });
    expect(await lost.check()).toMatchObject({
      reason: 'conflict',
      detail: expect.stringContaining('unknown.example.bzh'),
    });
    expect(await lost.apply(wish([]), null, 'key')).toMatchObject({ reason: 'conflict' });
  });

  it('names lists so that mail can be written to them', () => {
    expect(listName('École & Cie : « Ar Mor »', 's')).toMatch(/^ecole-cie-ar-mor-[a-z2-7]{10}$/);
    expect(listName('한국어', 's')).toMatch(/^liste-[a-z2-7]{10}$/);
  });
});
