import { DAY } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { AuditEntry } from '../../../platform/audit/audit-entry.entity.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { aService, anOrganisation } from '../../../testing/request-scene.js';
import type { Account } from '../../accounts/account.entity.js';
import { Plan } from '../../catalogue/plans/plan.entity.js';
import type { Service } from '../../catalogue/service.entity.js';
import { UsageDay } from '../../usage/usage-day.entity.js';
import { Subscription } from '../subscription.entity.js';
import { SubscriptionsService, type Holder } from '../subscriptions.service.js';
import { SubscriptionChange } from './subscription-change.entity.js';

const GIGABYTE = 1000 ** 3;
const ASK = 'form[action$="/evolution"]';
const GRANT = 'form[action$="/formule"]';
const REFUSE = 'form[action$="/refus"]';

describe('asking for more of a service', () => {
  let portal: TestPortal;
  let service: Service;
  let large: Plan;
  let katell: PageClient;
  let operator: Account;

  beforeAll(async () => {
    portal = await startTestPortal();
    service = await aService(portal);
    const now = portal.clock.now();
    large = portal.database.manager.create(Plan, {
      id: portal.newId(),
      serviceId: service.id,
      name: 'Grande',
      quota: 20 * GIGABYTE,
      price: 'free',
      isDefault: true,
      position: 1,
      createdAt: now,
      updatedAt: now,
    });
    await portal.database.manager.insert(Plan, large as never);
    operator = await portal.account({ operatorOf: service.structureId, displayName: 'Katell' });
    katell = await portal.signIn(operator);
  });
  afterAll(() => portal.stop());

  const text = (page: Page): string =>
    page
      .$('main')
      .text()
      .replace(/[\s\u00a0\u202f]+/g, ' ');
  const stored = (id: string): Promise<Subscription> =>
    portal.database.getRepository(Subscription).findOneByOrFail({ id });
  const shown = (id: string): Promise<Page> => katell.get(`/operateur/acces/${id}`);

  async function held(holder: Holder): Promise<string> {
    const grant = { serviceId: service.id, holder, requestId: null, quota: 5 * GIGABYTE };
    const { id } = await portal.database.transaction((manager) =>
      portal.app.get(SubscriptionsService, { strict: false }).grant(manager, grant),
    );
    await portal.runJobs();
    return id;
  }

  async function own(): Promise<{ id: string; account: Account; client: PageClient }> {
    const account = await portal.account({ displayName: 'Maïwenn' });
    return { id: await held({ accountId: account.id }), account, client: await portal.signIn(account) };
  }

  async function asked(
    client: PageClient,
    id: string,
    values: Record<string, string> = { quota: '12,5' },
  ): Promise<Page> {
    return client.submit(await client.get(`/mes-services/${id}`), ASK, {
      reason: 'Les photos du fest-noz.',
      ...values,
    });
  }

  it('is told to the operators, granted with a word, and followed by the tool', async () => {
    const { id, account, client } = await own();
    expect(text(await asked(client, id))).toContain('Votre demande est partie');
    expect((await portal.mailsTo(operator.email)).at(-1)!.body).toContain('Les photos du fest-noz.');
    expect((await katell.get('/operateur')).$(`a[href*="/operateur/acces/${id}"]`)).toHaveLength(1);
    const after = await katell.submit(await shown(id), GRANT, { quota: '12,5', word: 'Bonne fête !' });
    expect(text(after)).toContain('C’est enregistré');
    await portal.runJobs();
    expect(await stored(id)).toMatchObject({
      quota: 12.5 * GIGABYTE,
      ownQuota: true,
      handle: { quotaBytes: 12.5 * GIGABYTE },
    });
    expect((await portal.mailsTo(account.email)).at(-1)!.body).toMatch(/12,5.Go[^]*Bonne fête/);
    const page = text(await client.get(`/mes-services/${id}`));
    for (const words of ['Accordée', 'Bonne fête !', '12,5 Go']) expect(page).toContain(words);
    expect(
      await portal.database.getRepository(AuditEntry).countBy({ subjectId: id, action: 'subscription.changed' }),
    ).toBe(1);
  });

  it('can be refused, with words that the holder reads, and asked again', async () => {
    const { id, account, client } = await own();
    await asked(client, id, { plan: large.id });
    expect((await katell.submit(await shown(id), REFUSE, { answer: ' ' })).status).toBe(422);
    await katell.submit(await shown(id), REFUSE, { answer: 'Pas avant mars.' });
    expect(await stored(id)).toMatchObject({ quota: 5 * GIGABYTE, planId: null });
    expect((await portal.mailsTo(account.email)).at(-1)!.body).toContain('Pas avant mars.');
    expect(text(await client.get(`/mes-services/${id}`))).toContain('Pas avant mars.');
    expect(text(await asked(client, id))).toContain('Votre demande est partie');
  });

  it('is asked once at a time, can be taken back, and keeps what was typed', async () => {
    const { id, client } = await own();
    const empty = await asked(client, id, { quota: '' });
    expect(empty.status).toBe(422);
    expect(empty.$('textarea[name=reason]').text()).toContain('fest-noz');
    const page = await client.get(`/mes-services/${id}`);
    const both = await Promise.all([1, 2].map(() => client.submit(page, ASK, { reason: 'Vite !', quota: '9' })));
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(await portal.database.getRepository(SubscriptionChange).countBy({ subscriptionId: id })).toBe(1);
    await client.submit(await client.get(`/mes-services/${id}`), 'form[action$="/evolution/retrait"]', {});
    expect((await client.get(`/mes-services/${id}`)).$(ASK)).toHaveLength(1);
  });

  it('is decided once: whoever comes second is told', async () => {
    const { id, client } = await own();
    await asked(client, id);
    const page = await shown(id);
    await katell.submit(page, REFUSE, { answer: 'Non.' });
    expect(text(await katell.submit(page, GRANT, { quota: '12,5' }))).toContain('Quelque chose a changé entre-temps');
    expect(await stored(id)).toMatchObject({ quota: 5 * GIGABYTE });
  });

  it('warns before giving less than is used', async () => {
    const { id, client } = await own();
    const day = portal.clock.now().toISOString().slice(0, 10);
    const measure = { subscriptionId: id, bytes: 4.8 * GIGABYTE, items: 12, lastActivityAt: portal.clock.now() };
    await portal.database.getRepository(UsageDay).insert({ ...measure, day });
    const before = new Date(portal.clock.now().getTime() - 10 * DAY).toISOString().slice(0, 10);
    await portal.database.getRepository(UsageDay).insert({ ...measure, day: before });
    const page = await client.get(`/mes-services/${id}`);
    expect(text(page)).toContain('Presque plein');
    expect(text(page)).toContain('4,8 Go sur 5 Go');
    expect(page.$('svg.chart title').text()).toContain('4,8');
    const warned = await katell.submit(await shown(id), GRANT, { quota: '2' });
    expect(warned.status).toBe(422);
    expect(text(warned)).toContain('moins que ce qui est utilisé');
    expect(warned.$('input[name=quota]').attr('value')).toBe('2');
    await katell.submit(warned, GRANT, { lower: 'on' });
    expect(await stored(id)).toMatchObject({ quota: 2 * GIGABYTE });
  });

  it('is for who manages an organisation; its members only look, and others see nothing', async () => {
    const [owner, member] = [await portal.account(), await portal.account()];
    const organisation = await anOrganisation(portal, [
      [owner, 'owner'],
      [member, 'member'],
    ]);
    const id = await held({ organisationId: organisation.id });
    const look = await portal.signIn(member);
    const page = await look.get(`/mes-services/${id}`);
    expect(page.status).toBe(200);
    expect(page.$(ASK)).toHaveLength(0);
    const body = new URLSearchParams({ _csrf: look.csrf(await look.get('/aide')), reason: 'Moi !', quota: '9' });
    expect((await look.post(`/mes-services/${id}/evolution`, body)).status).toBe(404);
    const stranger = await portal.signIn({ operatorOf: (await portal.structure('Cornouaille')).id });
    expect((await stranger.get(`/mes-services/${id}`)).status).toBe(404);
    expect((await stranger.get(`/operateur/acces/${id}`)).status).toBe(404);
    const token = stranger.csrf(await stranger.get('/operateur'));
    for (const verb of ['formule', 'refus']) {
      const wish = new URLSearchParams({ _csrf: token, answer: 'Non', quota: '1', seen: `/${5 * GIGABYTE}/` });
      expect((await stranger.post(`/operateur/acces/${id}/${verb}`, wish)).status).toBe(404);
    }
    expect(await stored(id)).toMatchObject({ quota: 5 * GIGABYTE });
  });
});
