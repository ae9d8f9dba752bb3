import { DAY } from '@ronron/kernel';
import type { PageClient } from '@ronron/testing';
import { aService, ask, idOf } from '../../../testing/request-scene.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { Service } from '../../catalogue/service.entity.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';
import { ServiceRequest } from '../service-request.entity.js';

describe('what the portal does with requests by itself', () => {
  let portal: TestPortal;
  let operator: PageClient;

  beforeAll(async () => {
    portal = await startTestPortal();
    operator = await portal.signIn({ operatorOf: (await portal.structure()).id });
  });
  afterAll(() => portal.stop());

  const stored = (id: string): Promise<ServiceRequest> =>
    portal.database.getRepository(ServiceRequest).findOneByOrFail({ id });

  async function queue(service: Service, people: number): Promise<string[]> {
    const ids: string[] = [];
    for (let index = 0; index < people; index++) {
      portal.clock.advance(1000);
      ids.push(
        idOf(await ask(portal, await portal.signIn(), service, service.questions.length === 0 ? {} : undefined)),
      );
    }
    return ids;
  }

  async function raiseCapacity(service: Service, capacity: number): Promise<void> {
    await portal.database.getRepository(Service).update({ id: service.id }, { capacity });
  }

  it('gives room on an open service to those who waited longest, once', async () => {
    const service = await aService(portal, { accessMode: 'open', questions: [], capacity: 0 });
    const ids = await queue(service, 3);
    await portal.runTask('requests-waiting-lists');
    expect(await portal.database.getRepository(Subscription).countBy({ serviceId: service.id })).toBe(0);
    await raiseCapacity(service, 2);
    await Promise.all([portal.runTask('requests-waiting-lists'), portal.runTask('requests-waiting-lists')]);
    const statuses = await Promise.all(ids.map(async (id) => (await stored(id)).status));
    expect(statuses).toEqual(['approved', 'approved', 'submitted']);
    expect(await portal.database.getRepository(Subscription).countBy({ serviceId: service.id })).toBe(2);
  });

  it('moves the first up where operators decide, and promises a place to one only', async () => {
    const service = await aService(portal, { capacity: 0 });
    const ids = await queue(service, 2);
    await raiseCapacity(service, 1);
    await portal.runTask('requests-waiting-lists');
    await portal.runTask('requests-waiting-lists');
    const [first, second] = await Promise.all(ids.map(stored));
    expect(first).toMatchObject({ status: 'submitted', waitingListSince: null });
    expect(second!.waitingListSince).not.toBeNull();
    const account = await portal.database.query<{ email: string }[]>('SELECT email FROM account WHERE id = $1', [
      first!.accountId,
    ]);
    expect((await portal.mailsTo(account[0]!.email)).at(-1)!.subject).toContain('Une place se libère');
  });

  it('lets an operator move somebody up by hand, when there is room', async () => {
    const service = await aService(portal, { capacity: 0 });
    const [, last] = await queue(service, 2);
    const page = await operator.get(`/operateur/demandes/${last!}`);
    const full = await operator.submit(page, 'form[action$="/remontee"]');
    expect(full.$('main').text()).toContain('complet');
    await raiseCapacity(service, 1);
    await operator.submit(page, 'form[action$="/remontee"]');
    expect((await stored(last!)).waitingListSince).toBeNull();
  });

  it('reminds a requester after 20 days and ends the request after 30, once each', async () => {
    const service = await aService(portal);
    const account = await portal.account();
    const id = idOf(await ask(portal, await portal.signIn(account), service));
    const page = await operator.get(`/operateur/demandes/${id}`);
    await operator.submit(page, 'form[action$="/question"]', { question: 'Pour combien de temps ?' });
    const subjects = async (): Promise<string[]> =>
      (await portal.mailsTo(account.email)).map(({ subject }) => subject).slice(2);
    portal.clock.advance(19 * DAY);
    await portal.runTask('requests-expiries');
    expect(await subjects()).toEqual([]);
    portal.clock.advance(DAY);
    await portal.runTask('requests-expiries');
    await portal.runTask('requests-expiries');
    expect(await subjects()).toHaveLength(1);
    portal.clock.advance(10 * DAY);
    await portal.runTask('requests-expiries');
    await portal.runTask('requests-expiries');
    expect(await subjects()).toHaveLength(2);
    expect((await stored(id)).status).toBe('expired');
  });
});
