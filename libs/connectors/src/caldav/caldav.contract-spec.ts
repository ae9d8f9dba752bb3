import { strFromU8, unzipSync } from 'fflate';
import { startFaultyProxy, startRadicalePeer, type RadicalePeer } from '@ronron/testing';
import { describeConnectorContract } from '../contract/connector-contract.js';
import type { Connector, Credentials, DesiredState, Handle } from '../contract/connector.js';
import { connectTo, trialMember as member, trialWish as wish, valueOf } from '../contract/trial.js';
import { caldav } from './caldav.js';

let peer: RadicalePeer;
beforeAll(async () => {
  peer = await startRadicalePeer();
}, 60_000);
afterAll(() => peer.stop());

const settingsAt = (url: string): Record<string, unknown> => {
  return { url, adminUser: peer.adminUser, adminPassword: peer.adminPassword };
};

describeConnectorContract({
  name: 'Radicale',
  factory: caldav,
  async start() {
    const proxy = await startFaultyProxy(peer.url);
    return {
      proxy,
      settingsAt,
      wrongSettingsAt: (url) => ({ ...settingsAt(url), adminPassword: 'not-the-password' }),
      secrets: [peer.adminPassword, 'not-the-password'],
      stop: () => proxy.stop(),
    };
  },
});

const EVENT = [
  'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//ronron//test//FR\r\nBEGIN:VEVENT\r\nUID:ag\r\nDTSTAMP:20260601T080000Z',
  'DTSTART:20260601T180000Z\r\nSUMMARY:Bodadeg veur\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
].join('\r\n');

describe('a calendar server', () => {
  const connect = (): Connector => connectTo(caldav, settingsAt(peer.url));
  const apply = async (wanted: DesiredState): Promise<Handle> => valueOf(await connect().apply(wanted, null, 'key'));
  const password = async (handle: Handle, accountId: string): Promise<Credentials> =>
    valueOf(await connect().renewPassword!(handle, accountId));
  const homeOf = ({ login }: Credentials): string => `/ronron-${login.split('-')[0]}/`;
  const as = async ({ login, password: secret }: Credentials, method: string, path: string, body?: string) =>
    peer.call(method, path, login, secret, body);

  it('shares one calendar among members, each with a login of their own, found by calendar programs', async () => {
    const handle = await apply(wish([member('annaig'), member('enora')]));
    const [annaig, enora] = [await password(handle, 'annaig'), await password(handle, 'enora')];
    const home = homeOf(annaig);
    expect((await as(annaig, 'PUT', `${home}agenda/ag.ics`, EVENT))[0]).toBe(201);
    expect((await as(enora, 'GET', `${home}agenda/ag.ics`))[1]).toContain('Bodadeg veur');
    const [, discovered] = await as(
      enora,
      'PROPFIND',
      '/',
      '<D:propfind xmlns:D="DAV:"><D:prop><D:current-user-principal/></D:prop></D:propfind>',
    );
    expect(discovered).toContain(home);
    expect((await as(enora, 'PROPFIND', '/'))[1]).not.toContain('portail');
    expect((await as(annaig, 'PROPFIND', home))[1]).toMatch(/addressbook/);
  });

  it('lets nobody at the calendars of others, nor at the list of who may come in', async () => {
    const [one, other] = [await apply(wish([member('annaig')])), await apply(wish([member('enora')]))];
    const [annaig, enora] = [await password(one, 'annaig'), await password(other, 'enora')];
    const key = enora.login.split('-')[0];
    for (const path of [homeOf(enora), `${homeOf(enora)}agenda/`, '/portail/', `/portail/${key}/`]) {
      for (const method of ['PROPFIND', 'PROPPATCH', 'DELETE', 'GET']) {
        const status = (await as(annaig, method, path))[0];
        expect([path, method, [400, 403, 405].includes(status)]).toEqual([path, method, true]);
      }
    }
  });

  it('closes while suspended, keeps everything, and lets the same passwords in again', async () => {
    const wanted = wish([member('gwen')]);
    const handle = await apply(wanted);
    const gwen = await password(handle, 'gwen');
    await as(gwen, 'PUT', `${homeOf(gwen)}agenda/ag.ics`, EVENT);
    await apply({ ...wanted, state: 'suspended' });
    expect((await as(gwen, 'GET', `${homeOf(gwen)}agenda/ag.ics`))[0]).toBe(401);
    await apply(wanted);
    expect((await as(gwen, 'GET', `${homeOf(gwen)}agenda/ag.ics`))[0]).toBe(200);
    const again = await password(handle, 'gwen');
    expect((await as(gwen, 'PROPFIND', homeOf(gwen)))[0]).toBe(401);
    expect((await as(again, 'PROPFIND', homeOf(gwen)))[0]).toBe(207);
  });

  it('shuts out a member who left, whose password does not come back with them', async () => {
    const wanted = wish([member('tangi'), member('riwal')]);
    const handle = await apply(wanted);
    const [tangi, riwal] = [await password(handle, 'tangi'), await password(handle, 'riwal')];
    await apply({ ...wanted, members: [member('riwal')] });
    await apply(wanted);
    expect((await as(tangi, 'PROPFIND', homeOf(tangi)))[0]).toBe(401);
    expect((await as(riwal, 'PROPFIND', homeOf(riwal)))[0]).toBe(207);
  });

  it('exports every calendar and address book, and leaves nothing at the end', async () => {
    const wanted = wish([member('soizic')]);
    const handle = await apply(wanted);
    const soizic = await password(handle, 'soizic');
    await as(soizic, 'PUT', `${homeOf(soizic)}agenda/ag.ics`, EVENT);
    const files = unzipSync(valueOf(await connect().export!(handle)).content);
    expect(Object.keys(files).sort()).toEqual(['agenda.ics', 'contacts.vcf']);
    expect(strFromU8(files['agenda.ics']!)).toContain('Bodadeg veur');
    expect(valueOf(await connect().list!(null)).items).toContainEqual(
      expect.objectContaining({ subscriptionId: wanted.subscriptionId, state: 'active', memberCount: 1 }),
    );
    await apply({ ...wanted, state: 'absent' });
    expect((await peer.call('PROPFIND', homeOf(soizic), peer.adminUser, peer.adminPassword))[0]).toBe(404);
    expect((await as(soizic, 'PROPFIND', homeOf(soizic)))[0]).toBe(401);
    expect(await connect().export!(handle)).toMatchObject({ reason: 'conflict' });
  });

  it('erases a person everywhere, and takes hostile names for text', async () => {
    const name = '"><D:x/>&\u0000 ]]>';
    const wanted = wish([member('</R:people>'), member('yuna')], { name });
    const handle = await apply(wanted);
    const yuna = await password(handle, 'yuna');
    valueOf(await connect().erase!({ accountId: 'yuna', email: 'yuna@example.bzh' }));
    expect((await as(yuna, 'PROPFIND', homeOf(yuna)))[0]).toBe(401);
    expect(valueOf(await connect().inspect!(handle))).toMatchObject({ state: 'active', memberCount: 1 });
    for (const login of ['portail', '../portail', `${yuna.login}/..`, '', 'ronron-aaaaaaaaaaaa']) {
      expect((await peer.call('PROPFIND', '/portail/', login, ''))[0]).toBe(401);
    }
  });
});
