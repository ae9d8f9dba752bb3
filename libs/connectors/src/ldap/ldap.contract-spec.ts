import { startFaultySocketProxy, startSlapdPeer, type SlapdPeer } from '@ronron/testing';
import { Client } from 'ldapts';
import { describeConnectorContract } from '../contract/connector-contract.js';
import type { ActualState, Connector, DesiredState, Handle, Page } from '../contract/connector.js';
import { connectTo, trialMember as member, trialWish as wish, valueOf } from '../contract/trial.js';
import { createTunnels } from '../tunnel/create-tunnels.js';
import { loginOf } from './directory-people.js';
import { ldap } from './ldap.js';

let slapd: SlapdPeer;
beforeAll(async () => {
  slapd = await startSlapdPeer();
}, 60_000);
afterAll(() => slapd.stop());

const settingsAt = (address: string): Record<string, unknown> => ({
  url: `ldap://${new URL(address).host}`,
  bindDn: slapd.bindDn,
  bindPassword: slapd.bindPassword,
  baseDn: slapd.baseDn,
});

describeConnectorContract({
  name: 'slapd',
  factory: ldap,
  // A connection that ends in the middle of an answer looks like one that ends before it.
  reasons: { truncated: 'unreachable' },
  async start() {
    const proxy = await startFaultySocketProxy({ host: '127.0.0.1', port: slapd.port });
    return {
      proxy,
      settingsAt,
      wrongSettingsAt: (address) => ({ ...settingsAt(address), bindPassword: 'not-the-password' }),
      secrets: [slapd.bindPassword, 'not-the-password'],
      stop: () => proxy.stop(),
    };
  },
});

describe('a directory', () => {
  const connect = (): Connector => connectTo(ldap, settingsAt(`tcp://127.0.0.1:${slapd.port}`));
  const apply = async (wanted: DesiredState): Promise<Handle> => valueOf(await connect().apply(wanted, null, 'key'));

  /** As a tool would: looks the person up among the people, then signs in as them. */
  async function asTool<Value>(work: (client: Client) => Promise<Value>): Promise<Value> {
    const client = new Client({ url: `ldap://127.0.0.1:${slapd.port}` });
    try {
      return await work(client);
    } finally {
      await client.unbind();
    }
  }
  const signsIn = (login: string, password: string): Promise<boolean> =>
    asTool((client) =>
      client.bind(`uid=${login},ou=people,${slapd.baseDn}`, password).then(
        () => true,
        () => false,
      ),
    );
  const entry = (dn: string): Promise<Record<string, unknown> | null> =>
    asTool(async (client) => {
      await client.bind(slapd.bindDn, slapd.bindPassword);
      const found = await client.search(dn, { scope: 'base' }).catch(() => null);
      return found?.searchEntries[0] ?? null;
    });
  const personDn = (accountId: string, unit = 'people'): string =>
    `uid=${loginOf(accountId)},ou=${unit},${slapd.baseDn}`;

  it('lets a member sign in with the password that the portal gave, until it is renewed or the access closed', async () => {
    const wanted = wish([member('annaig', { displayName: 'Annaig Kerjean', role: 'manager' })]);
    const handle = await apply(wanted);
    const first = valueOf(await connect().renewPassword!(handle, 'annaig'));
    expect(await signsIn(first.login, first.password)).toBe(true);
    const second = valueOf(await connect().renewPassword!(handle, 'annaig'));
    expect([await signsIn(first.login, first.password), await signsIn(first.login, second.password)]).toEqual([
      false,
      true,
    ]);
    expect(JSON.stringify(await entry(personDn('annaig')))).not.toContain(second.password);
    await apply({ ...wanted, state: 'suspended' });
    expect(await signsIn(first.login, second.password)).toBe(false);
    await apply(wanted);
    expect(await signsIn(first.login, second.password)).toBe(true);
    await apply({ ...wanted, state: 'absent' });
    expect([await entry(personDn('annaig')), await entry(personDn('annaig', 'suspended'))]).toEqual([null, null]);
  });

  it('writes what tools read: names, address, group, managers as owners', async () => {
    const wanted = wish([member('enora', { displayName: 'Enora Le Gall', role: 'manager' }), member('gwen')]);
    await apply(wanted);
    expect(await entry(personDn('enora'))).toMatchObject({
      cn: 'Enora Le Gall',
      sn: 'Gall',
      mail: 'enora@example.bzh',
      objectClass: 'inetOrgPerson',
    });
    expect(await entry(`cn=ronron-${wanted.subscriptionId},ou=groups,${slapd.baseDn}`)).toMatchObject({
      description: 'Les Amis du Steïr',
      member: [personDn('enora'), personDn('gwen')],
      owner: personDn('enora'),
    });
  });

  it('gives the group and its people along, suspended too, and no password', async () => {
    const wanted = wish([member('bleuenn', { displayName: 'Bleüenn Le Gall', role: 'manager' }), member('kireg')]);
    const handle = await apply(wanted);
    const { password } = valueOf(await connect().renewPassword!(handle, 'kireg'));
    for (const state of ['active', 'suspended'] as const) {
      const closed = await apply({ ...wanted, state });
      const { content, fileName, mediaType } = valueOf(await connect().export!(closed));
      const ldif = Buffer.from(content).toString('utf8').replaceAll('\n ', '');
      const [people, groups] = state === 'active' ? ['people', 'groups'] : ['suspended', 'suspended'];
      for (const id of ['bleuenn', 'kireg']) expect(ldif).toContain(`dn: ${personDn(id, people)}\n`);
      expect(ldif).toContain(`dn: cn=ronron-${wanted.subscriptionId},ou=${groups},${slapd.baseDn}\n`);
      expect(ldif).toContain(`cn:: ${Buffer.from('Bleüenn Le Gall').toString('base64')}\n`);
      expect(ldif).toContain('mail: kireg@example.bzh\n');
      expect(ldif).not.toMatch(/userPassword/i);
      expect([ldif.includes(password), fileName.endsWith('.ldif'), mediaType]).toEqual([false, true, 'text/x-ldif']);
    }
    const gone = await apply({ ...wanted, state: 'absent' });
    expect(await connect().export!(gone)).toMatchObject({ reason: 'conflict' });
  });

  it('keeps a person of two subscriptions until both are closed, and deletes nobody else', async () => {
    const [one, other] = [wish([member('soizic')]), wish([member('soizic'), member('tangi')])];
    await apply(one);
    const handle = await apply(other);
    const { login, password } = valueOf(await connect().renewPassword!(handle, 'soizic'));
    await apply({ ...other, state: 'suspended' });
    expect([await signsIn(login, password), (await entry(personDn('tangi'))) === null]).toEqual([true, true]);
    await apply({ ...one, state: 'absent' });
    expect(await signsIn(login, password)).toBe(false);
    await apply(other);
    expect(await signsIn(login, password)).toBe(true);
    await apply({ ...other, members: [member('tangi')] });
    expect([await entry(personDn('soizic')), (await entry(personDn('tangi'))) !== null]).toEqual([null, true]);
  });

  it('comes out right when two subscriptions of one person change at once', async () => {
    const [one, other] = [wish([member('maiwenn')]), wish([member('maiwenn')])];
    for (let round = 0; round < 5; round += 1) {
      await apply(one);
      await apply({ ...other, state: round % 2 === 0 ? 'suspended' : 'absent' });
      await Promise.all([apply({ ...one, state: 'absent' }), apply(other)]);
      expect(await entry(personDn('maiwenn'))).not.toBeNull();
    }
  });

  it('takes hostile names for what they are: text', async () => {
    const hostile = [
      'admin)(|(uid=*',
      '*',
      'a,ou=groups,dc=example,dc=bzh',
      '\\00\u0000" +;<>=#',
      '  ',
      'é'.repeat(400),
      'a\nuserPassword: x',
      '\ud800',
    ];
    const members = hostile.map((text) => member(text, { displayName: text, email: `${text}@example.bzh` }));
    const wanted = wish(members, { name: 'cn=x,)(*\u0000\n' });
    const handle = await apply(wanted);
    expect(valueOf(await connect().inspect!(handle))).toMatchObject({ state: 'active', memberCount: hostile.length });
    valueOf(await connect().erase!({ accountId: '*', email: '*' }));
    expect(valueOf(await connect().inspect!(handle))).toMatchObject({ memberCount: hostile.length - 1 });
    const strange = { ...wanted, subscriptionId: '*)(cn=*,ou=x', members: [member('x')] };
    await apply(strange);
    await apply({ ...strange, state: 'absent' });
    expect(valueOf(await connect().inspect!(handle))).toMatchObject({ memberCount: hostile.length - 1 });
  });

  it('lists every subscription, page after page', async () => {
    const wanted = wish([member('liste')]);
    await apply({ ...wanted, state: 'active' });
    const seen: (string | null)[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<ActualState> = valueOf(await connect().list!(cursor));
      seen.push(...page.items.map((item) => item.subscriptionId));
      cursor = page.next;
    } while (cursor !== null);
    expect(seen).toContain(wanted.subscriptionId);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('speaks TLS from the first byte, and only with a certificate for the host', async () => {
    const values = { ...settingsAt('tcp://x:1'), url: `ldaps://localhost:${slapd.tlsPort}` };
    const approval = { approvedHosts: ['localhost', '127.0.0.1'], allowPrivate: true };
    expect(await connectTo(ldap, values).check()).toMatchObject({ kind: 'failed', reason: 'tls' });
    const trusting = { tunnels: createTunnels({ ...approval, trusted: slapd.certificate }) };
    expect(await connectTo(ldap, values, trusting).check()).toMatchObject({ kind: 'done' });
    const byAddress = { ...values, url: `ldaps://127.0.0.1:${slapd.tlsPort}` };
    expect(await connectTo(ldap, byAddress, trusting).check()).toMatchObject({ kind: 'failed', reason: 'tls' });
  });

  it('says which setting is not one of a directory', () => {
    const problems = (changes: object): string[] => {
      const read = ldap.settings.read({ ...settingsAt('tcp://x:1'), ...changes });
      return read.ok ? [] : read.error.map(({ field, problemKey }) => `${field} ${problemKey.split('.')[1]}`);
    };
    expect(problems({ url: 'http://127.0.0.1' })).toEqual(['url endpoint']);
    expect(problems({ url: 'ldap://me:secret@127.0.0.1' })).toEqual(['url url-credentials']);
    expect(problems({ url: 'ldap://127.0.0.1/dc=example??sub?' })).toEqual(['url endpoint']);
    expect(problems({ baseDn: 'example.org' })).toEqual(['baseDn distinguished-name']);
  });
});
