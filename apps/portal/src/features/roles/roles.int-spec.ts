import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { AuditEntry } from '../../platform/audit/audit-entry.entity.js';
import type { Actor } from '../../platform/security/actor.js';
import type { Account } from '../accounts/account.entity.js';
import { RoleGrant } from './role-grant.entity.js';
import { RolesService } from './roles.service.js';

describe('roles', () => {
  let portal: TestPortal;
  let roles: RolesService;

  beforeAll(async () => {
    portal = await startTestPortal();
    roles = portal.app.get(RolesService, { strict: false });
  });
  afterAll(() => portal.stop());

  const actorOf = (account: Account, administrator = true): Actor => ({
    accountId: account.id,
    displayName: account.displayName,
    email: account.email,
    locale: 'fr',
    communeId: null,
    administrator,
    secondFactorDue: null,
    structures: [],
    communes: [],
    address: '127.0.0.1',
  });

  it('are given once, written in the log and told to the person', async () => {
    const administrator = actorOf(await portal.account({ administrator: true }));
    const account = await portal.account();
    const structure = await portal.structure();
    const power = { role: 'operator', structureId: structure.id } as const;
    const given = await Promise.all([
      roles.grant(administrator, account.email.toUpperCase(), power),
      roles.grant(administrator, account.email, power),
    ]);
    expect(given.filter((result) => result.ok)).toHaveLength(1);
    expect(given.find((result) => !result.ok)).toMatchObject({ error: 'already' });
    const mails = await portal.mailsTo(account.email);
    expect(mails).toHaveLength(1);
    expect(mails[0]!.body).toContain(structure.name);
    expect((await (await portal.signIn(account)).get('/operateur/preferences')).status).toBe(200);
    const entry = await portal.database.getRepository(AuditEntry).findOneByOrFail({ action: 'role.granted' });
    expect(entry).toMatchObject({ structureId: structure.id, after: { email: account.email, role: 'operator' } });
  });

  it('are given to confirmed accounts only, over what exists', async () => {
    const administrator = actorOf(await portal.account({ administrator: true }));
    const unconfirmed = await portal.account({ confirmed: false });
    const account = await portal.account();
    const power = { role: 'administrator' } as const;
    expect(await roles.grant(administrator, 'nobody@example.org', power)).toMatchObject({ error: 'no-account' });
    expect(await roles.grant(administrator, unconfirmed.email, power)).toMatchObject({ error: 'unconfirmed' });
    expect(
      await roles.grant(administrator, account.email, { role: 'editor', communeId: portal.newId() }),
    ).toMatchObject({ error: 'unknown-scope' });
  });

  it('are taken back at once, in sessions that are open too', async () => {
    const administrator = actorOf(await portal.account({ administrator: true }));
    const account = await portal.account({ operatorOf: (await portal.structure()).id });
    const client = await portal.signIn(account);
    const grant = await portal.database.getRepository(RoleGrant).findOneByOrFail({ accountId: account.id });
    expect(await roles.revoke(administrator, grant.id)).toMatchObject({ ok: true });
    expect((await client.get('/operateur/preferences')).status).toBe(403);
    expect((await portal.mailsTo(account.email)).at(-1)!.subject).toContain('pris fin');
  });

  it('keep one of two administrators who remove each other at once', async () => {
    await portal.database.getRepository(RoleGrant).delete({ role: 'administrator' });
    const [one, two] = await Promise.all([
      portal.account({ administrator: true }),
      portal.account({ administrator: true }),
    ]);
    const grants = await portal.database.getRepository(RoleGrant).findBy({ role: 'administrator' });
    const grantOf = (account: Account): string => grants.find((grant) => grant.accountId === account.id)!.id;
    const results = await Promise.all([
      roles.revoke(actorOf(one), grantOf(two)),
      roles.revoke(actorOf(two), grantOf(one)),
    ]);
    expect(results.map((result) => result.ok).sort()).toEqual([false, true]);
    expect(await portal.database.getRepository(RoleGrant).countBy({ role: 'administrator' })).toBe(1);
  });

  it('are no business of who is no administrator', async () => {
    const operator = actorOf(await portal.account(), false);
    await expect(roles.list(operator)).rejects.toMatchObject({ definition: { code: 'forbidden' } });
    await expect(roles.grant(operator, operator.email, { role: 'administrator' })).rejects.toMatchObject({
      definition: { code: 'forbidden' },
    });
    await expect(roles.revoke(operator, portal.newId())).rejects.toMatchObject({ definition: { code: 'forbidden' } });
  });

  it('let operators choose how they hear of requests, for their own structures only', async () => {
    const structure = await portal.structure();
    const other = await portal.structure('Coopérative voisine');
    const account = await portal.account({ operatorOf: structure.id });
    const colleague = await portal.account({ operatorOf: other.id });
    const client = await portal.signIn(account);
    const page = await client.get('/operateur/preferences');
    expect(page.$(`input[name="notify-${structure.id}"][checked]`).attr('value')).toBe('at-once');
    const form = 'form[action$="/operateur/preferences"]';
    await client.submit(page, form, { [`notify-${structure.id}`]: 'daily', [`notify-${other.id}`]: 'never' });
    const notifyOf = async (id: string): Promise<string> =>
      (await portal.database.getRepository(RoleGrant).findOneByOrFail({ accountId: id })).notify;
    expect(await notifyOf(account.id)).toBe('daily');
    expect(await notifyOf(colleague.id)).toBe('at-once');
    const wrong = await client.submit(page, form, { [`notify-${structure.id}`]: 'hourly' });
    expect(wrong.status).toBe(422);
  });
});
