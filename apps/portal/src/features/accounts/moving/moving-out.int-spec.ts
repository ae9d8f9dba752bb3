import { DAY } from '@ronron/kernel';
import type { PageClient } from '@ronron/testing';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { grantAccess, grantDummy } from '../../../testing/granted-service.js';
import { anOrganisation, aService } from '../../../testing/request-scene.js';
import { SubscriptionClosure } from '../../subscriptions/ending/subscription-closure.entity.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';
import type { Account } from '../account.entity.js';

const PAGE = '/compte/demenagement';
const SOON = /^Vos services s’arrêtent le/;
const CLOSURES = 'subscription-closures';
const ENDED = 'Vos services sont fermés';

describe('people who move away', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  const grant = async (holder: { accountId: string } | { organisationId: string }): Promise<string> => {
    const service = await aService(portal);
    const { id } = await grantAccess(portal, service.id, holder);
    return id;
  };
  const isLive = async (id: string): Promise<boolean> =>
    (await portal.database.getRepository(Subscription).findOneByOrFail({ id })).status !== 'ended';
  const subjects = async ({ email }: Account): Promise<string[]> =>
    (await portal.mailsTo(email)).map(({ subject }) => subject);
  const reminders = async (account: Account): Promise<number> =>
    (await subjects(account)).filter((subject) => SOON.test(subject)).length;
  const leave = async (client: PageClient): Promise<void> => {
    const page = await client.get(PAGE);
    const body = (): URLSearchParams => new URLSearchParams({ _csrf: client.csrf(page) });
    const statuses = await Promise.all([client.post(PAGE, body()), client.post(PAGE, body())]);
    expect(statuses.map(({ status }) => status)).toEqual([200, 200]);
  };
  const days = async (count: number): Promise<void> => {
    portal.clock.advance(count * DAY);
    await Promise.all([portal.runTask('moved-out'), portal.runTask('moved-out')]);
    await Promise.all([portal.runTask(CLOSURES), portal.runTask(CLOSURES)]);
  };
  const closureOf = (subscriptionId: string): Promise<SubscriptionClosure | null> =>
    portal.database.getRepository(SubscriptionClosure).findOne({ where: { subscriptionId }, order: { id: 'DESC' } });

  it('keep their own services until the date that they are told, are reminded twice, and those of organisations go on', async () => {
    const account = await portal.account();
    const circle = await anOrganisation(portal, [[account, 'owner']]);
    const own = await grant({ accountId: account.id });
    const shared = await grant({ organisationId: circle.id });
    const client = await portal.signIn(account);
    await leave(client);
    const told = (await subjects(account)).filter((subject) => subject.startsWith('Vos services restent ouverts'));
    expect(told).toHaveLength(1);
    expect((await client.get(PAGE)).$('.notice').text()).toContain(/jusqu’au (.+)$/.exec(told[0]!)![1]);
    await days(149);
    expect(await reminders(account)).toBe(0);
    await days(1);
    await days(1);
    expect(await reminders(account)).toBe(1);
    await days(22);
    await days(1);
    expect(await reminders(account)).toBe(2);
    expect(await isLive(own)).toBe(true);
    // The countdown stands beside the service, and is not theirs to stop but by coming back.
    expect(await closureOf(own)).toMatchObject({ status: 'counting', cause: 'left' });
    expect(await closureOf(shared)).toBeNull();
    const page = await (await portal.signIn(account)).get(`/mes-services/${own}/fermeture`);
    expect(page.$('form[action$="/rappel"]')).toHaveLength(0);
    await days(6);
    await days(1);
    expect([await isLive(own), await isLive(shared)]).toEqual([false, true]);
    await days(1);
    expect((await subjects(account)).filter((subject) => subject === ENDED)).toHaveLength(1);
    expect((await (await portal.signIn(account)).get('/compte/mes-donnees')).status).toBe(200);
  });

  it('are reminded late rather than never when nothing ran on the day', async () => {
    const account = await portal.account();
    const own = await grant({ accountId: account.id });
    await leave(await portal.signIn(account));
    await days(175);
    await days(1);
    expect(await reminders(account)).toBe(1);
    expect(await isLive(own)).toBe(true);
  });

  it('keep everything when they come back to a commune that is served', async () => {
    const account = await portal.account();
    const own = await grant({ accountId: account.id });
    await leave(await portal.signIn(account));
    await days(160);
    const client = await portal.signIn(account);
    const back = await client.submit(await client.get('/compte'), 'form[action="/compte"]', { commune: 'Quimper' });
    expect(back.path).toBe('/compte');
    await days(30);
    expect(await isLive(own)).toBe(true);
    expect(await closureOf(own)).toMatchObject({ status: 'called-back' });
    expect(await subjects(account)).not.toContain(ENDED);
    expect((await client.get(PAGE)).$(`form[action="${PAGE}"]`)).toHaveLength(1);
  });

  it('leave with a last copy of what each tool held, and a receipt', async () => {
    const account = await portal.account();
    const own = await grantDummy(portal, { accountId: account.id });
    await leave(await portal.signIn(account));
    await days(151);
    await portal.runJobs();
    await days(23);
    for (let day = 0; day < 9; day++) {
      await portal.runJobs();
      await days(1);
    }
    await portal.runJobs();
    expect(await isLive(own)).toBe(false);
    const client = await portal.signIn(account);
    const page = await client.get(`/mes-services/${own}/fermeture`);
    expect((await client.get(page.$('main a[href*="/copies/"]').attr('href')!)).html).toContain(
      'The dummy holds nothing',
    );
    expect((await client.get(`/mes-services/${own}/recu`)).status).toBe(200);
    expect(await subjects(account)).toContain(ENDED);
  });
});
