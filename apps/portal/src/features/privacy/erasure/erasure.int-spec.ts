import { DAY } from '@ronron/kernel';
import fc from 'fast-check';
import { grantAccess } from '../../../testing/granted-service.js';
import { isPlanted, plantEverywhere } from '../../../testing/planted-person.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { aService, anOrganisation } from '../../../testing/request-scene.js';
import { Account } from '../../accounts/account.entity.js';
import { AccountSessions } from '../../accounts/account-sessions.service.js';
import { RequestEvent } from '../../requests/request-event.entity.js';
import { ServiceRequest } from '../../requests/service-request.entity.js';
import { register } from '../register/register.js';
import { RetainedRecord } from '../retention/retained-record.entity.js';
import { RetainedRecords } from '../retention/retained-records.service.js';
import { Erasure } from './erasure.entity.js';
import { ServiceErasureRepairs } from './service-erasure-repairs.service.js';
import { ServiceErasure } from './service-erasure.entity.js';

describe('the erasure of a person', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  /** The days of grace of the account are over. */
  async function timeIsOver(account: Account): Promise<void> {
    await portal.database.getRepository(Account).update({ id: account.id }, { deleteAfter: portal.clock.now() });
  }

  async function erase(account: Account): Promise<void> {
    await timeIsOver(account);
    await portal.runTask('purge-accounts');
    await portal.runJobs();
    await portal.runTask('purge-accounts');
  }

  /** Tables in which a row tells of the person, what the register lets stay left aside. */
  async function tracesOf({ id, email, displayName }: Account): Promise<string[]> {
    const traces: string[] = [];
    const tables = await portal.database.query<{ name: string; schema: string }[]>(
      `SELECT schemaname AS schema, tablename AS name FROM pg_tables
       WHERE schemaname IN ('public', 'graphile_worker') OR tablename = '_private_jobs'`,
    );
    for (const { schema, name } of tables) {
      const declared = register.find(({ entity }) => portal.database.getMetadata(entity).tableName === name);
      const allowed = [...(declared?.pseudonyms ?? []), ...(declared?.publicMandate ?? [])].map(
        (property) => portal.database.getMetadata(declared!.entity).findColumnWithPropertyName(property)!.databaseName,
      );
      const inJson = JSON.stringify(displayName).slice(1, -1);
      const [row] = await portal.database.query<[{ count: number }]>(
        `SELECT count(*)::int AS count FROM "${schema}"."${name}" AS t,
           LATERAL (SELECT (to_jsonb(t) - $1::text[])::text AS told) AS whole
         WHERE position($2 IN told) > 0 OR position($3 IN told) > 0 OR position($4 IN told) > 0`,
        [allowed, id, email, inJson],
      );
      if (row.count > 0) traces.push(`${name}: ${row.count}`);
    }
    return traces;
  }

  it('leaves no trace in any table, whatever the name', async () => {
    const odd = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(odd, odd, async (first, last) => {
        const displayName = `Ꝙ${first} ${last}ꝙ`.replace(/\u0000/g, '').normalize();
        const account = await portal.account({ displayName });
        const other = await portal.account({ displayName: 'Nolwenn Kerjean' });
        await plantEverywhere(portal, account);
        await plantEverywhere(portal, other);
        // Something was there to be found; what only points to a row of somebody's names nobody itself.
        const naming = register.filter(
          (table) => isPlanted(table) && Object.values(table.personal).some((kind) => kind !== 'participation'),
        );
        expect((await tracesOf(account)).length).toBeGreaterThanOrEqual(naming.length - 3);
        const before = await tracesOf(other);
        await erase(account);
        expect(await tracesOf(account)).toEqual([]);
        expect(await tracesOf(other)).toEqual(before);
      }),
      { numRuns: 5, examples: [['O\'Brien \\ "100%_', '(x) [y] {z} a.b* $1 \\1']] },
    );
  }, 120_000);

  it('keeps the history of an organisation, without the name', async () => {
    const account = await portal.account({ displayName: 'Azenor Quéméneur' });
    const organisation = await anOrganisation(portal, [
      [account, 'owner'],
      [await portal.account(), 'owner'],
    ]);
    const { manager } = portal.database;
    const id = portal.newId();
    const now = portal.clock.now();
    const about = { serviceId: (await aService(portal)).id, createdAt: now, updatedAt: now };
    const answers = { purpose: 'Écrire à plusieurs ; demandez Azenor Quéméneur' };
    await manager.insert(ServiceRequest, {
      ...about,
      id,
      accountId: account.id,
      organisationId: organisation.id,
      status: 'submitted',
      answers,
      submittedAt: now,
    });
    const message = `Merci ! Azenor Quéméneur, ${account.email}`;
    const event = { id: portal.newId(), requestId: id, at: now, actorId: account.id, side: 'requester', message };
    await manager.insert(RequestEvent, event as never);
    const own = portal.newId();
    await manager.insert(ServiceRequest, { ...about, id: own, accountId: account.id, status: 'draft' });
    await erase(account);
    expect(await manager.findOneBy(ServiceRequest, { id })).toMatchObject({
      accountId: null,
      answers: { purpose: 'Écrire à plusieurs ; demandez (compte supprimé)' },
    });
    expect(await manager.findOneBy(RequestEvent, { requestId: id })).toMatchObject({
      actorId: null,
      message: 'Merci ! (compte supprimé), (compte supprimé)',
    });
    expect(await manager.findOneBy(ServiceRequest, { id: own })).toBeNull();
    // Operators still read it, and who asked has left.
    const operator = await portal.signIn({ operatorOf: (await portal.structure()).id });
    const page = await operator.get(`/operateur/demandes/${id}`);
    expect(page.$('main').text()).toContain('n’a plus de compte ici');
    expect((await operator.get('/operateur/demandes')).$('main').text()).toContain(organisation.name);
  });

  it('tells the operators when an organisation is left without an owner', async () => {
    const operator = await portal.account({ operatorOf: (await portal.structure()).id });
    const account = await portal.account();
    const organisation = await anOrganisation(portal, [[account, 'owner']]);
    await grant({ organisationId: organisation.id });
    await erase(account);
    const mail = (await portal.mailsTo(operator.email)).at(-1)!;
    expect(mail.subject).toBe(`${organisation.name} n’a plus de responsable`);
    expect(mail.body).toContain(`/operateur/organisations/${organisation.id}`);
  });

  async function grant(holder: { accountId: string } | { organisationId: string }, behaviour = 'ok'): Promise<string> {
    const { id: serviceId } = await aService(portal, {
      connectorSettings: { url: 'https://nuage.example', behaviour } as never,
    });
    await grantAccess(portal, serviceId, holder);
    await portal.runJobs();
    return serviceId;
  }

  const workAt = (serviceId: string): Promise<ServiceErasure> =>
    portal.database.getRepository(ServiceErasure).findOneByOrFail({ serviceId });

  const behave = (serviceId: string, behaviour: string): Promise<unknown> =>
    portal.database.query(`UPDATE service SET connector_settings = connector_settings || $2 WHERE id = $1`, [
      serviceId,
      JSON.stringify({ behaviour }),
    ]);

  it('waits for a service that is away, whose operators hear of it, and ends with a receipt', async () => {
    const account = await portal.account();
    const serviceId = await grant({ accountId: account.id });
    const operator = await portal.account({ operatorOf: (await portal.structure()).id });
    await timeIsOver(account);
    await behave(serviceId, 'fail-always');
    await portal.runTask('purge-accounts');
    await portal.runJobs();
    // The portal has erased at once; only the address that the service needs is kept, sealed.
    expect(await portal.database.getRepository(Account).findOneBy({ email: account.email })).toBeNull();
    for (let attempt = 0; attempt < 12; attempt++) {
      portal.clock.advance(5 * 3_600_000);
      await portal.runJobs();
    }
    // Its circuit is open: the subscription is removed first, then the rest of what it knows of the person, with no attempt lost.
    expect(await workAt(serviceId)).toMatchObject({ status: 'queued', attempts: 0 });
    const mails = await portal.mailsTo(operator.email);
    expect(mails.filter(({ subject }) => subject.includes('ne répond plus'))).toHaveLength(1);
    await behave(serviceId, 'ok');
    for (let hours = 0; hours < 2; hours++) {
      portal.clock.advance(3_600_000);
      await portal.runJobs();
    }
    expect(await workAt(serviceId)).toMatchObject({ status: 'done' });
    const erasure = await portal.database.getRepository(Erasure).findOneByOrFail({ accountId: account.id });
    expect(erasure).toMatchObject({ sealedPerson: null, completedAt: expect.any(Date) });
    expect(portal.sentMails.filter(({ to }) => to === account.email).at(-1)!.subject).toContain('ont répondu');
  });

  it('is seen by a service’s operators when it fails for good, who try it again', async () => {
    const account = await portal.account();
    const serviceId = await grant({ accountId: account.id });
    const operator = await portal.account({ operatorOf: (await portal.structure()).id });
    await timeIsOver(account);
    await portal.runTask('purge-accounts');
    // Its settings no longer fit: that is no outage, and nothing but a person mends it.
    await behave(serviceId, 'no such behaviour');
    await portal.runJobs();
    expect(await workAt(serviceId)).toMatchObject({ status: 'dead', failureReason: 'unsupported' });
    const mails = await portal.mailsTo(operator.email);
    expect(mails.filter(({ subject }) => subject.startsWith('Un effacement attend'))).toHaveLength(1);
    const actor = await portal.app.get(AccountSessions, { strict: false }).actorOf(operator, '127.0.0.1');
    const repairs = portal.app.get(ServiceErasureRepairs, { strict: false });
    const { id } = await workAt(serviceId);
    expect((await repairs.dead(actor)).map((work) => work.id)).toEqual([id]);
    const stranger = await portal.account({ operatorOf: (await portal.structure('Ailleurs')).id });
    const elsewhere = await portal.app.get(AccountSessions, { strict: false }).actorOf(stranger, '127.0.0.1');
    await expect(repairs.retry(elsewhere, id)).rejects.toThrow();
    await behave(serviceId, 'ok');
    expect(await Promise.all([repairs.retry(actor, id), repairs.retry(actor, id)])).toContainEqual({
      ok: false,
      error: 'already',
    });
    await portal.runJobs();
    expect(await workAt(serviceId)).toMatchObject({ status: 'done' });
  });

  it('goes on when the worker is killed while it speaks to a service', async () => {
    const account = await portal.account();
    const serviceId = await grant({ accountId: account.id });
    await timeIsOver(account);
    await portal.runTask('purge-accounts');
    const { id } = await workAt(serviceId);
    // As a killed worker leaves it; the queue gives the job to the next one.
    await portal.database.getRepository(ServiceErasure).update({ id }, { status: 'running', attempts: 1 });
    await portal.runJobs();
    expect(await workAt(serviceId)).toMatchObject({ status: 'done', attempts: 2 });
  });

  it('does all or nothing when it is interrupted, and succeeds the next time', async () => {
    const account = await portal.account({ displayName: 'Gwendal Interrompu' });
    await plantEverywhere(portal, account);
    await timeIsOver(account);
    const before = await tracesOf(account);
    await portal.database.query(`
      CREATE FUNCTION test_fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'killed'; END $$`);
    await portal.database.query(
      'CREATE TRIGGER test_fails BEFORE DELETE ON structure_member FOR EACH ROW EXECUTE FUNCTION test_fails()',
    );
    await portal.runTask('purge-accounts');
    expect(await tracesOf(account)).toEqual(before);
    await portal.database.query('DROP TRIGGER test_fails ON structure_member');
    await Promise.all([portal.runTask('purge-accounts'), portal.runTask('purge-accounts')]);
    await portal.runJobs();
    expect(await tracesOf(account)).toEqual([]);
    expect(await portal.database.getRepository(Erasure).countBy({ accountId: account.id })).toBe(1);
  });

  it('keeps what the law demands, sealed, each kind until its own time', async () => {
    const admin = await portal.account({ administrator: true });
    const actor = await portal.app.get(AccountSessions, { strict: false }).actorOf(admin, '127.0.0.1');
    const account = await portal.account({ displayName: 'Riwal Le Hir' });
    await portal.signIn(account);
    await erase(account);
    const store = portal.app.get(RetainedRecords, { strict: false });
    const kinds = async (): Promise<string[]> => {
      await portal.runTask('purge-personal-data');
      const rows = await portal.database.getRepository(RetainedRecord).findBy({ accountId: account.id });
      return rows.map(({ category }) => category).sort();
    };
    const opened = await store.read(actor, { address: account.email }, 'Réquisition n° 12');
    expect(opened.find(({ category }) => category === 'identity')!.facts).toEqual({
      name: 'Riwal Le Hir',
      email: account.email,
    });
    const entry = await portal.database.query<{ after: { reason: string } }[]>(
      `SELECT after FROM audit_entry WHERE action = 'retained-records.read' AND actor_id = $1`,
      [admin.id],
    );
    expect(entry.map(({ after }) => after.reason)).toEqual(['Réquisition n° 12']);
    expect(await kinds()).toEqual(['account', 'connection', 'identity']);
    portal.clock.advance(366 * DAY);
    expect(await kinds()).toEqual(['identity']);
    portal.clock.advance(4 * 365 * DAY);
    expect(await kinds()).toEqual([]);
  });
});
