import { DAY, HOUR, MINUTE } from '@ronron/kernel';
import { Service } from '../catalogue/service.entity.js';
import { testService } from '../../testing/catalogue-fixtures.js';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { ServiceCheck } from './service-check.entity.js';

describe('the health of services', () => {
  let portal: TestPortal;
  let structureId: string;

  beforeAll(async () => {
    portal = await startTestPortal();
    structureId = (await portal.structure()).id;
  });
  afterAll(() => portal.stop());

  const behave = (id: string, behaviour: string): Promise<unknown> =>
    portal.database
      .getRepository(Service)
      .update({ id }, { connectorSettings: { url: 'https://tool.example', behaviour } as never });
  const stateOf = async (id: string): Promise<string> =>
    (await portal.database.getRepository(Service).findOneByOrFail({ id })).state;
  const look = async (): Promise<void> => {
    portal.clock.advance(5 * MINUTE);
    await portal.runTask('check-services');
    await portal.runJobs();
  };

  it('is news after two failures in a row, and good news after one success', async () => {
    const { id } = await testService(portal, { structureId });
    await look();
    expect(await stateOf(id)).toBe('operational');
    await behave(id, 'fail-always');
    await look();
    expect(await stateOf(id)).toBe('operational');
    await look();
    expect(await stateOf(id)).toBe('down');
    const [last] = await portal.database
      .getRepository(ServiceCheck)
      .find({ where: { serviceId: id }, order: { at: 'DESC' } });
    expect(last).toMatchObject({ healthy: false, reason: 'unreachable' });
    await behave(id, 'ok');
    await look();
    expect(await stateOf(id)).toBe('operational');
  });

  it('keeps what a person announced until it is lifted', async () => {
    const service = await testService(portal, { structureId, slug: 'announced' });
    const operator = await portal.signIn({ operatorOf: structureId });
    const page = await operator.get(`/operateur/services/${service.id}/etat`);
    const done = await operator.submit(page, 'form.form', { state: 'maintenance', note: 'Retour à midi.' });
    expect(done.$('.notice--success').text()).toContain('annoncé');
    await look();
    await look();
    expect(await stateOf(service.id)).toBe('maintenance');
    expect((await portal.visitor().get('/services/announced')).html).toContain('Retour à midi.');
    await operator.submit(await operator.get(`/operateur/services/${service.id}/etat`), 'form[action$="/levee"]');
    expect(await stateOf(service.id)).toBe('unknown');
    await look();
    expect(await stateOf(service.id)).toBe('operational');
  });

  it('does not judge a service that the portal may not call', async () => {
    const { id } = await testService(portal, {
      structureId,
      connectorId: 'link',
      connectorSettings: { url: 'https://unapproved.example' },
    } as never);
    await look();
    await look();
    expect(await stateOf(id)).toBe('operational');
  });

  it('is checked on demand, and the answer is said in words', async () => {
    const service = await testService(portal, { structureId });
    const operator = await portal.signIn({ operatorOf: structureId });
    const path = `/operateur/services/${service.id}/connecteur`;
    const well = await operator.submit(await operator.get(path), 'form[action$="/verification"]');
    expect(well.$('.notice--success').text()).toContain('répond');
    await behave(service.id, 'fail-always');
    const ill = await operator.submit(await operator.get(path), 'form[action$="/verification"]');
    expect(ill.$('[role=alert]').text()).toContain('ne répond pas');
    expect(ill.$('.timeline-item')).toHaveLength(2);
  });

  it('survives secrets that no key opens: the check fails, the portal does not', async () => {
    const service = await testService(portal, { structureId, connectorSecrets: 'v1.00000000.AAAA.AAAA' } as never);
    const operator = await portal.signIn({ operatorOf: structureId });
    await portal.runTask('check-services');
    await portal.runJobs();
    const page = await operator.get(`/operateur/services/${service.id}/etat`);
    expect(page.$('.timeline-item--danger')).toHaveLength(1);
  });

  it('is remembered for 90 days', async () => {
    const { id } = await testService(portal, { structureId });
    await look();
    const count = (): Promise<number> => portal.database.getRepository(ServiceCheck).countBy({ serviceId: id });
    portal.clock.advance(89 * DAY);
    await portal.runTask('forget-old-checks');
    expect(await count()).toBe(1);
    portal.clock.advance(DAY + HOUR);
    await portal.runTask('forget-old-checks');
    expect(await count()).toBe(0);
  });
});
