import { DAY } from '@ronron/kernel';
import type { PageClient } from '@ronron/testing';
import { AuditEntry } from '../../platform/audit/audit-entry.entity.js';
import { PortalSwitches } from '../../platform/config/portal-switches.js';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';

describe('the administration', () => {
  let portal: TestPortal;
  let administrator: PageClient;

  beforeAll(async () => {
    portal = await startTestPortal();
    administrator = await portal.signIn({ administrator: true });
  });
  afterAll(() => portal.stop());

  it('leads to each of its parts', async () => {
    const page = await administrator.get('/admin');
    const links = page
      .$('.card a')
      .map((_, link) => page.$(link).attr('href')!)
      .get();
    expect(links.length).toBeGreaterThan(6);
    for (const link of links) expect([link, (await administrator.get(link)).status]).toEqual([link, 200]);
  });

  it('switches, and writes down who did', async () => {
    const switches = portal.app.get(PortalSwitches);
    await administrator.submit(await administrator.get('/admin/reglages'), 'form.form', { 'proof-of-work': 'yes' });
    expect(await switches.isOn('proof-of-work')).toBe(true);
    const page = await administrator.get('/admin/journal?action=portal-switch.');
    expect(page.$('tbody tr')).toHaveLength(1);
    expect(page.$('tbody').text()).toContain('proof-of-work');
  });

  it('reads the log by pages and filters, hostile ones included', async () => {
    const structureId = (await portal.structure()).id;
    for (let count = 0; count < 60; count++) {
      await portal.database.getRepository(AuditEntry).insert({
        id: portal.newId(),
        at: portal.clock.now(),
        actorId: null,
        actorName: count % 2 === 0 ? 'Anne' : 'Yann',
        action: 'test.done',
        subjectKind: 'test',
        subjectId: portal.newId(),
        structureId: count % 3 === 0 ? structureId : null,
        communeId: null,
        before: null,
        after: { count } as never,
        fromAddress: null,
      });
      portal.clock.advance(1);
    }
    const first = await administrator.get('/admin/journal?action=test.done');
    expect(first.$('tbody tr')).toHaveLength(50);
    const second = await administrator.get(first.$('a[rel=next]').attr('href')!);
    expect(second.$('tbody tr')).toHaveLength(10);
    const rows = async (query: string): Promise<number> =>
      (await administrator.get(`/admin/journal?${query}`)).$('tbody tr').length;
    expect(await rows('qui=ann&action=test.')).toBe(50);
    expect(await rows(`structure=${structureId}&action=test.`)).toBe(20);
    const [today, tomorrow] = [0, DAY].map((later) =>
      new Date(portal.clock.now().getTime() + later).toISOString().slice(0, 10),
    );
    expect(await rows(`action=test.&du=${today}&au=${today}`)).toBe(50);
    expect(await rows(`action=test.&du=${tomorrow}`)).toBe(0);
    for (const query of [
      'du=2026-02-31',
      'apres=x',
      'qui=%00',
      'qui=%25',
      'action=%27--',
      'du=x&du=y',
      'structure[]=1',
    ]) {
      expect((await administrator.get(`/admin/journal?${query}`)).status).toBe(200);
    }
  });

  it('gives a role and takes it back, but never the last administrator’s', async () => {
    const structure = await portal.structure();
    const account = await portal.account({ email: 'nouvelle@example.org' });
    const give = async (values: Record<string, string>): ReturnType<PageClient['get']> =>
      administrator.submit(await administrator.get('/admin/roles'), 'form[action="/admin/roles"]', values);
    const power = `operator:${structure.id}`;
    expect((await give({ email: account.email, power })).$('.notice--success')).toHaveLength(1);
    expect((await give({ email: account.email, power })).status).toBe(422);
    expect((await give({ email: 'nobody@example.org', power })).status).toBe(422);
    expect((await give({ email: account.email, power: 'root' })).status).toBe(422);
    const page = await administrator.get('/admin/roles');
    await administrator.submit(page, 'tr:contains("nouvelle@example.org") form');
    expect((await administrator.get('/admin/roles')).html).not.toContain('nouvelle@example.org');
    const last = await administrator.submit(await administrator.get('/admin/roles'), 'tbody form');
    expect(last.$('[role=alert]').text()).toContain('dernière personne');
  });
});
