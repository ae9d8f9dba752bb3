import type { PageClient } from '@ronron/testing';
import { testService } from '../../testing/catalogue-fixtures.js';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { AuditEntry } from '../../platform/audit/audit-entry.entity.js';
import { ServiceConnectors } from './service-connectors.service.js';
import { Service } from './service.entity.js';

const FORM = 'form.form';

describe('running services', () => {
  let portal: TestPortal;
  let operator: PageClient;
  let stranger: PageClient;
  let administrator: PageClient;
  let structureId: string;
  let service: Service;

  beforeAll(async () => {
    portal = await startTestPortal();
    structureId = (await portal.structure()).id;
    const otherId = (await portal.structure('Cornouaille Libre')).id;
    operator = await portal.signIn({ operatorOf: structureId });
    stranger = await portal.signIn({ operatorOf: otherId });
    administrator = await portal.signIn({ administrator: true });
    service = await testService(portal, { structureId, slug: 'pads', name: 'Les pads' });
  });
  afterAll(() => portal.stop());

  const stored = (id = service.id): Promise<Service> => portal.database.getRepository(Service).findOneByOrFail({ id });

  it('are seen by the operators of their structure, and by administrators', async () => {
    expect((await operator.get('/operateur/services')).html).toContain('Les pads');
    expect((await stranger.get('/operateur/services')).html).not.toContain('Les pads');
    expect((await administrator.get('/admin/services')).html).toContain('Les pads');
  });

  it('do not exist for operators of another structure, page or action', async () => {
    const own = await stranger.get('/operateur/services');
    const token = stranger.csrf(own);
    const base = `/operateur/services/${service.id}`;
    for (const path of ['', '/questions', '/connecteur', '/etat']) {
      expect((await stranger.get(base + path)).status).toBe(404);
    }
    const actions = [
      '',
      '/questions',
      '/questions/q-x/retrait',
      '/questions/q-x/place',
      '/connecteur',
      '/etat',
      '/etat/levee',
      '/verification',
    ];
    const before = await stored();
    for (const path of actions) {
      const body = new URLSearchParams({
        _csrf: token,
        name: 'q-x',
        label: 'Volée ?',
        kind: 'date',
        state: 'down',
        url: 'https://evil.example',
      });
      const page = await stranger.post(base + path, body);
      expect([path, page.status]).toEqual([path, 404]);
    }
    expect(await stored()).toEqual(before);
  });

  it('cannot be put into another structure by its operator', async () => {
    const other = await portal.structure('Cornouaille Libre');
    const page = await operator.get(`/operateur/services/${service.id}`);
    const after = await operator.submit(page, FORM, { structureId: other.id });
    expect(after.status).toBe(422);
    expect((await stored()).structureId).toBe(structureId);
  });

  it('are changed by their form, audited with what was before', async () => {
    const page = await operator.get(`/operateur/services/${service.id}`);
    const after = await operator.submit(page, FORM, { summary: 'Écrire à plusieurs.', capacity: '40' });
    expect(after.path).toBe('/operateur/services');
    expect(await stored()).toMatchObject({ summary: 'Écrire à plusieurs.', capacity: 40, needs: ['write'] });
    const entry = await portal.database
      .getRepository(AuditEntry)
      .findOneByOrFail({ action: 'service.updated', subjectId: service.id });
    expect(entry.before).toEqual({ summary: 'Un service pour les essais.', capacity: null });
    expect(entry.after).toEqual({ summary: 'Écrire à plusieurs.', capacity: 40 });
  });

  it('keep what somebody else saved meanwhile', async () => {
    const slow = await operator.get(`/operateur/services/${service.id}`);
    portal.clock.advance(1000);
    const fast = await administrator.get(`/admin/services/${service.id}`);
    await administrator.submit(fast, FORM, { summary: 'Le plus rapide.' });
    portal.clock.advance(1000);
    const after = await operator.submit(slow, FORM, { summary: 'Le plus lent.' });
    expect(after.status).toBe(422);
    expect(after.$('.error-summary').text()).toContain('entre-temps');
    expect(after.$('[name=summary]').attr('value')).toBe('Le plus lent.');
    expect((await stored()).summary).toBe('Le plus rapide.');
  });

  it('may call only the hosts that an administrator approved', async () => {
    const page = await operator.get(`/operateur/services/${service.id}`);
    expect(page.$('[name=approvedHosts]')).toHaveLength(0);
    await operator.post(
      `/operateur/services/${service.id}`,
      new URLSearchParams({ ...fieldsOf(page), approvedHosts: '169.254.169.254', allowPrivateHosts: 'yes' }),
    );
    expect(await stored()).toMatchObject({ approvedHosts: [], allowPrivateHosts: false });
    const admin = await administrator.get(`/admin/services/${service.id}`);
    const refused = await administrator.submit(admin, FORM, { approvedHosts: 'https://x/y' });
    expect(refused.status).toBe(422);
    await administrator.submit(admin, FORM, { approvedHosts: 'tool.example\nTool.example:8443' });
    expect((await stored()).approvedHosts).toEqual(['tool.example', 'tool.example:8443']);
  });

  it('are made from nothing, with an address from their name, once', async () => {
    const page = await operator.get('/operateur/services/nouveau');
    const values = {
      name: 'L’été à Quimper',
      summary: 'Un agenda.',
      softwareId: service.softwareId,
      address: 'https://ete.example/',
      accessMode: 'open',
      connectorId: 'link',
    };
    const made = await operator.submit(page, FORM, values);
    expect(made.path).toMatch(/\/connecteur$/);
    expect(await portal.database.getRepository(Service).findOneByOrFail({ slug: 'l-ete-a-quimper' })).toMatchObject({
      published: false,
      structureId,
    });
    const again = await operator.submit(page, FORM, values);
    expect(again.status).toBe(422);
    expect(again.$('#field-slug-error').text()).not.toBe('');
  });

  it.each([
    ['a name of nothing', { name: '   ' }],
    ['NUL', { summary: 'a\0b' }],
    ['a script for an address', { address: 'javascript:alert(1)' }],
    ['an unknown access', { accessMode: 'root' }],
    ['an unknown connector', { connectorId: 'telnet' }],
    ['an unknown commune', { eligibleCommunes: '99999' }],
    ['a negative capacity', { capacity: '-1' }],
    ['another’s id for software', { softwareId: '00000000-0000-7000-8000-000000000000' }],
    ['an id that is none', { structureId: 'x' }],
  ])('refuse %s beside its field and keep what was typed', async (_, values) => {
    const before = await stored();
    const page = await operator.get(`/operateur/services/${service.id}`);
    const after = await operator.submit(page, FORM, { dataLocation: 'Ici même', ...values });
    expect(after.status).toBe(422);
    expect(after.$('.error-summary a')).toHaveLength(1);
    expect(after.$('[name=dataLocation]').text()).toContain('Ici même');
    expect(await stored()).toEqual(before);
  });

  it('keep their connector while people use what it made', async () => {
    const account = await portal.account();
    const used = await testService(portal, { structureId });
    await portal.database.query(
      `INSERT INTO subscription (id, service_id, account_id, status, started_at, updated_at) VALUES ($1, $2, $3, 'active', now(), now())`,
      [portal.newId(), used.id, account.id],
    );
    const page = await operator.get(`/operateur/services/${used.id}`);
    const after = await operator.submit(page, FORM, { connectorId: 'link' });
    expect(after.$('.error-summary').text()).toContain('connecteur');
  });

  it('ask questions that are added, ordered, changed and removed without a script', async () => {
    const path = `/operateur/services/${service.id}/questions`;
    const ask = async (label: string, extra: Record<string, string> = {}): Promise<void> => {
      const page = await operator.get(path);
      await operator.submit(page, FORM, { label, kind: 'short-text', ...extra });
    };
    await ask('Combien serez-vous ?', { kind: 'number', min: '1', max: '50' });
    await ask('Combien serez-vous ?');
    await ask('Pour quoi faire ?', { kind: 'choice', options: 'Réunion\n\nRéunion\nCours', required: 'yes' });
    const names = async (): Promise<string[]> => (await stored()).questions.map((question) => question.name);
    expect(await names()).toEqual(['q-combien-serez-vous', 'q-combien-serez-vous-2', 'q-pour-quoi-faire']);
    expect((await stored()).questions[2]).toEqual({
      name: 'q-pour-quoi-faire',
      kind: 'choice',
      label: 'Pour quoi faire ?',
      required: true,
      options: ['Réunion', 'Cours'],
    });
    await operator.submit(await operator.get(path), 'form[action$="q-pour-quoi-faire/place"]', {}, '[value=haut]');
    expect(await names()).toEqual(['q-combien-serez-vous', 'q-pour-quoi-faire', 'q-combien-serez-vous-2']);
    const change = await operator.get(`${path}?question=q-pour-quoi-faire`);
    await operator.submit(change, FORM, { label: 'Quel usage ?' });
    expect((await stored()).questions[1]).toMatchObject({ name: 'q-pour-quoi-faire', label: 'Quel usage ?' });
    await operator.submit(await operator.get(path), 'form[action$="q-combien-serez-vous-2/retrait"]');
    expect(await names()).toEqual(['q-combien-serez-vous', 'q-pour-quoi-faire']);
    const wrong = await operator.submit(await operator.get(path), FORM, {
      label: 'Choix',
      kind: 'choice',
      options: 'Une',
    });
    expect(wrong.status).toBe(422);
    expect(await names()).toHaveLength(2);
  });

  it('are connected by settings whose secrets are sealed and never come back', async () => {
    const pads = await testService(portal, {
      structureId,
      connectorId: 'etherpad',
      connectorSettings: {},
      approvedHosts: ['pads.example'],
    } as never);
    const path = `/operateur/services/${pads.id}/connecteur`;
    const page = await operator.get(path);
    const secret = page.$('input[type=password]').first().attr('name')!;
    const values = { ...urlsOf(page), [secret]: 'a-very-secret-key-42' };
    const saved = await operator.submit(page, FORM, values);
    expect([saved.status, saved.$('.error-summary').text()]).toEqual([200, '']);
    expect(saved.html).not.toContain('a-very-secret-key-42');
    const [row] = await portal.database.query<{ connector_secrets: string; connector_settings: object }[]>(
      'SELECT connector_secrets, connector_settings FROM service WHERE id = $1',
      [pads.id],
    );
    expect(row!.connector_secrets).toMatch(/^v1\./);
    expect(JSON.stringify(row)).not.toContain('a-very-secret-key-42');
    const entries = await portal.database.getRepository(AuditEntry).findBy({ subjectId: pads.id });
    expect(JSON.stringify(entries)).not.toContain('a-very-secret-key-42');
    expect(JSON.stringify(entries)).toContain(secret);
    const sealed = row!.connector_secrets;
    const again = await operator.submit(await operator.get(path), FORM, urlsOf(page));
    expect(again.$('.error-summary')).toHaveLength(0);
    const connector = await portal.app.get(ServiceConnectors, { strict: false }).forService(pads.id);
    expect(connector.id).toBe('etherpad');
    expect(sealed).not.toBe('');
    const wrong = await operator.submit(await operator.get(path), FORM, {
      ...Object.fromEntries(Object.keys(urlsOf(page)).map((name) => [name, 'javascript:1'])),
      [secret]: 'another-secret-4242',
    });
    expect(wrong.status).toBe(422);
    expect(wrong.html).not.toContain('another-secret-4242');
  });

  /** Settings that hold addresses, filled in. */
  function urlsOf(page: Awaited<ReturnType<PageClient['get']>>): Record<string, string> {
    const names = page
      .$('form.form input[type=url]')
      .map((_, input) => page.$(input).attr('name')!)
      .get();
    return Object.fromEntries(names.map((name) => [name, 'https://pads.example/']));
  }

  function fieldsOf(page: Awaited<ReturnType<PageClient['get']>>): Record<string, string> {
    const fields: Record<string, string> = { _csrf: operator.csrf(page) };
    page.$('form.form input, form.form textarea, form.form select').each((_, element) => {
      const input = page.$(element);
      const type = input.attr('type') ?? '';
      if (['checkbox', 'radio'].includes(type) && input.attr('checked') === undefined) return;
      const value = element.tagName === 'select' ? input.find('option[selected]').attr('value') : input.attr('value');
      fields[input.attr('name')!] = (element.tagName === 'textarea' ? input.text() : value) ?? '';
    });
    return fields;
  }
});
