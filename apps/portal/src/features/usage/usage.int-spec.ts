import { jest } from '@jest/globals';
import { DAY, HOUR } from '@ronron/kernel';
import { done, failed, type Connector, type Outcome, type Usage } from '@ronron/connectors';
import fc from 'fast-check';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { aService } from '../../testing/request-scene.js';
import { ServiceConnectors } from '../catalogue/service-connectors.service.js';
import type { Service } from '../catalogue/service.entity.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { UsageDay } from './usage-day.entity.js';
import { UsageMonth } from './usage-month.entity.js';

type Answer = (subscriptionId: string) => Outcome<Usage>;

const says = (bytes: number | null, lastActivityAt: Date | null = null): Outcome<Usage> =>
  done({ bytes, items: 3, lastActivityAt });

describe('usage', () => {
  let portal: TestPortal;
  const answers = new Map<string, Answer>();
  const asked: string[] = [];

  beforeAll(async () => {
    portal = await startTestPortal();
    const connectors = portal.app.get(ServiceConnectors, { strict: false });
    jest.spyOn(connectors, 'forService').mockImplementation(async (serviceId) => {
      const usage = async (handle: unknown): Promise<Outcome<Usage>> => {
        const { subscriptionId } = handle as { subscriptionId: string };
        asked.push(subscriptionId);
        return answers.get(serviceId)!(subscriptionId);
      };
      return { id: 'dummy', usage } as unknown as Connector;
    });
  });
  afterAll(() => portal.stop());
  beforeEach(async () => {
    asked.length = 0;
    await portal.database.query('DELETE FROM subscription');
  });

  const days = (subscriptionId: string): Promise<UsageDay[]> =>
    portal.database.getRepository(UsageDay).find({ where: { subscriptionId }, order: { day: 'ASC' } });

  async function held(service: Service, values: Partial<Subscription> = {}): Promise<string> {
    const id = portal.newId();
    const now = portal.clock.now();
    await portal.database.getRepository(Subscription).insert({
      id,
      serviceId: service.id,
      accountId: (await portal.account({ displayName: '=1+1 Gwenn' })).id,
      status: 'active',
      quota: 5e9,
      handle: { version: 1, subscriptionId: id },
      provisionedAt: now,
      startedAt: now,
      updatedAt: now,
      ...values,
    } as never);
    return id;
  }

  it('is collected once a day for what was provisioned, however many there are, and again changes nothing', async () => {
    const service = await aService(portal);
    answers.set(service.id, () => says(1000));
    const ids: string[] = [];
    for (let index = 0; index < 3; index++) ids.push(await held(service));
    await portal.database.query(
      `WITH made AS (
         INSERT INTO account (id, email, display_name, locale, security_stamp, terms_accepted_at, terms_version, created_at)
         SELECT gen_random_uuid(), 'n' || n || '@example.org', 'N', 'fr', gen_random_uuid(), $2, '1', $2
         FROM generate_series(1, 120) n RETURNING id)
       INSERT INTO subscription (id, service_id, account_id, status, handle, provisioned_at, started_at, updated_at)
       SELECT id, $1, id, 'active', jsonb_build_object('subscriptionId', id), $2, $2, $2 FROM made`,
      [service.id, portal.clock.now()],
    );
    const unready = await held(service, { provisionedAt: null });
    for (let turn = 0; turn < 2; turn++) {
      await portal.runTask('usage-collection');
      await portal.runJobs();
    }
    expect(await portal.database.getRepository(UsageDay).count()).toBe(123);
    expect(await days(ids[0]!)).toMatchObject([{ day: '2040-03-06', bytes: 1000, items: 3 }]);
    expect(await days(unready)).toEqual([]);
    expect(asked).toHaveLength(246);
  });

  it('goes on with other services when one does not answer, and comes back to it later, not for ever', async () => {
    const [silent, good] = [await aService(portal), await aService(portal)];
    answers.set(silent.id, () => failed('timeout', 'The service did not answer.'));
    answers.set(good.id, () => says(7));
    await held(silent);
    await held(silent);
    const id = await held(good);
    await portal.runTask('usage-collection');
    await portal.runJobs();
    expect(await days(id)).toHaveLength(1);
    expect(asked).toHaveLength(2);
    for (let hour = 0; hour < 5; hour++) {
      portal.clock.advance(HOUR);
      await portal.runJobs();
    }
    expect(asked).toHaveLength(4);
  });

  it('leaves out one subscription that the tool cannot speak of, and figures that cannot be', async () => {
    const service = await aService(portal);
    const [broken, silent, strange] = [await held(service), await held(service), await held(service)];
    answers.set(service.id, (id) => {
      if (id === broken) return failed('bad-answer', 'Not a number.');
      return id === silent ? done({ bytes: null, items: null, lastActivityAt: null }) : says(-5);
    });
    await portal.runTask('usage-collection');
    await portal.runJobs();
    expect([await days(broken), await days(silent)]).toEqual([[], []]);
    expect(await days(strange)).toMatchObject([{ bytes: null, items: 3 }]);
  });

  it('becomes months after ninety days: in whichever order days come, nothing is lost or counted twice', async () => {
    const service = await aService(portal);
    const begin = Date.parse('2039-01-01T00:00:00Z');
    const figures = fc.record({
      offset: fc.integer({ min: 0, max: 400 }),
      bytes: fc.option(fc.integer({ min: 0, max: 1e12 })),
      items: fc.option(fc.integer({ min: 0, max: 1000 })),
      active: fc.option(fc.integer({ min: 0, max: 400 })),
    });
    const history = fc.uniqueArray(figures, { selector: ({ offset }) => offset, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(history, fc.array(fc.integer({ min: 0, max: 39 }), { maxLength: 4 }), async (all, cuts) => {
        const subscriptionId = await held(service, { accountId: (await portal.account()).id });
        const rows = all.map(({ offset, bytes, items, active }) => ({
          subscriptionId,
          day: new Date(begin + offset * DAY).toISOString().slice(0, 10),
          bytes,
          items,
          lastActivityAt: active === null ? null : new Date(begin + active * DAY),
        }));
        // The roll-up runs between the days as they come, as often as it likes.
        for (const [index, row] of rows.entries()) {
          await portal.database.getRepository(UsageDay).insert(row);
          if (cuts.includes(index)) await portal.runTask('usage-roll-up');
        }
        await portal.runTask('usage-roll-up');
        const months = await portal.database
          .getRepository(UsageMonth)
          .find({ where: { subscriptionId }, order: { month: 'ASC' } });
        const old = rows.filter(({ day }) => day < '2039-12-01');
        expect(months).toEqual(monthsOf(old).map((month) => expect.objectContaining(month)));
        expect(await days(subscriptionId)).toHaveLength(rows.length - old.length);
      }),
      { numRuns: 25 },
    );
  });

  it('is forgotten after three years, and with its subscription', async () => {
    const id = await held(await aService(portal));
    const insert = (month: string): Promise<unknown> =>
      portal.database.getRepository(UsageMonth).insert({ subscriptionId: id, month });
    await insert('2037-02-01');
    await insert('2037-04-01');
    await portal.runTask('purge-personal-data');
    const kept = await portal.database.getRepository(UsageMonth).findBy({ subscriptionId: id });
    expect(kept.map(({ month }) => month)).toEqual(['2037-04-01']);
    await portal.database.getRepository(Subscription).delete({ id });
    expect(await portal.database.getRepository(UsageMonth).countBy({ subscriptionId: id })).toBe(0);
  });

  it('is drawn for the service’s operators with its table, who uses most and who no more, and for no other structure', async () => {
    const service = await aService(portal);
    const [much, old] = [await held(service), await held(service)];
    const now = portal.clock.now();
    answers.set(service.id, (id) => (id === much ? says(4e9, now) : says(1e9, new Date(now.getTime() - 200 * DAY))));
    for (let week = 0; week < 3; week++) {
      await portal.runTask('usage-collection');
      await portal.runJobs();
      portal.clock.advance(7 * DAY);
    }
    const operator = await portal.signIn({ operatorOf: service.structureId });
    const page = await operator.get(`/operateur/services/${service.id}/utilisation`);
    const text = page
      .$('main')
      .text()
      .replace(/[\s\u00a0\u202f]+/g, ' ');
    expect(text).toContain('2 accès mesurés utilisent 5 Go');
    expect(text).toContain('La place accordée fait 10 Go');
    expect(page.$('svg.chart title').text()).toContain('Go');
    expect(page.$('table').first().find('tbody tr')).toHaveLength(3);
    expect(page.$(`table a[href*="${old}"]`)).toHaveLength(2);
    expect(page.$(`table a[href*="${much}"]`)).toHaveLength(1);
    const csv = await operator.get(`/operateur/services/${service.id}/utilisation.csv`);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    const lines = csv.html.replace('\ufeff', '').trim().split('\n');
    expect(lines[0]).toBe('periode,pour,octets,elements,dernier_usage');
    expect(lines).toHaveLength(7);
    expect(lines[1]).toContain(`'=1+1 Gwenn`);
    const stranger = await portal.signIn({ operatorOf: (await portal.structure('Cornouaille')).id });
    for (const path of ['utilisation', 'utilisation.csv'])
      expect((await stranger.get(`/operateur/services/${service.id}/${path}`)).status).toBe(404);
  });
});

type Day = Pick<UsageDay, 'day' | 'bytes' | 'items' | 'lastActivityAt'>;

/** What months should come to, said without SQL. */
function monthsOf(rows: readonly Day[]): Partial<UsageMonth>[] {
  const months = new Map<string, Day[]>();
  for (const row of rows) {
    const month = `${row.day.slice(0, 7)}-01`;
    months.set(month, [...(months.get(month) ?? []), row]);
  }
  const most = (values: readonly (number | null)[]): number | null => {
    const told = values.filter((value) => value !== null);
    return told.length === 0 ? null : Math.max(...told);
  };
  return [...months]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, all]) => {
      const bytes = all.flatMap((row) => row.bytes ?? []);
      const last = most(all.map(({ lastActivityAt }) => lastActivityAt?.getTime() ?? null));
      return {
        month,
        bytesDays: bytes.length,
        bytesSum: bytes.reduce((sum, value) => sum + value, 0),
        bytesMost: most(bytes),
        itemsMost: most(all.map(({ items }) => items)),
        lastActivityAt: last === null ? null : new Date(last),
      };
    });
}
