import type { Page, PageClient } from '@ronron/testing';
import { fillScene, type FilledScene } from '../testing/filled-scene.js';
import { formsOf } from '../testing/page-forms.js';
import { startTestPortal, TEST_PASSWORD, type TestPortal } from '../testing/portal-harness.js';
import { rawRequest } from '../testing/raw-request.js';
import { ANSWERS, aService } from '../testing/request-scene.js';

const AT_ONCE = 6;

/** A button pressed twice, a page reloaded, a phone that sends again: one thing comes of it. */
describe('the same form sent several times at once', () => {
  let portal: TestPortal;
  let scene: FilledScene;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  beforeEach(async () => {
    scene = await fillScene(portal);
  });
  afterAll(() => portal.stop());

  const count = async (from: string): Promise<number> =>
    Number((await portal.database.query<[{ count: string }]>(`SELECT count(*) FROM ${from}`))[0].count);

  /** Sends the page's form so many times at once, as it is but for `values`. @returns the statuses. */
  async function sendAtOnce(
    client: PageClient,
    page: Page,
    action: RegExp,
    values: Record<string, string> = {},
  ): Promise<number[]> {
    const form = formsOf(page).find((one) => action.test(one.action));
    if (form === undefined) throw new Error(`No form ${action} on ${page.path}: ${page.status}`);
    const body = new URLSearchParams({ ...Object.fromEntries(form.values), ...values, _csrf: client.csrf(page) });
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () =>
        rawRequest(portal.origin, {
          method: 'POST',
          path: form.action,
          headers: {
            cookie: `ronron=${client.cookie('ronron')}`,
            'content-type': 'application/x-www-form-urlencoded',
          },
          body: body.toString(),
        }),
      ),
    );
    return answers.map(({ status }) => status);
  }

  const below500 = (statuses: readonly number[]): void =>
    expect(statuses.filter((status) => status >= 500)).toEqual([]);

  it('makes one request', async () => {
    const service = await aService(portal);
    const page = await scene.client.get(`/services/${service.slug}/demande`);
    below500(await sendAtOnce(scene.client, page, /\/demande$/, { ...ANSWERS, action: 'send' }));
    expect(await count(`service_request WHERE service_id = '${service.id}'`)).toBe(1);
  });

  it('makes one subscription of an open service', async () => {
    const service = await aService(portal, { accessMode: 'open', questions: [] as never });
    const page = await scene.client.get(`/services/${service.slug}/demande`);
    below500(await sendAtOnce(scene.client, page, /\/demande$/));
    expect(await count(`subscription WHERE service_id = '${service.id}'`)).toBe(1);
    expect(
      await count(`provisioning_job WHERE subscription_id IN
        (SELECT id FROM subscription WHERE service_id = '${service.id}')`),
    ).toBe(1);
  });

  it('approves once', async () => {
    const path = scene.pathOf('/operateur/demandes/:id');
    const page = await scene.client.get(path);
    below500(await sendAtOnce(scene.client, page, /\/approbation$/, { quota: '', word: '' }));
    expect(await count(`subscription WHERE request_id = '${path.split('/').at(-1)}'`)).toBe(1);
    expect(await count(`audit_entry WHERE subject_id = '${path.split('/').at(-1)}'`)).toBe(1);
  });

  it('makes one account', async () => {
    const visitor = portal.visitor();
    const page = await visitor.get('/inscription');
    const email = `${portal.newId()}@example.org`;
    const values = { email, age: 'fifteen-or-more', commune: 'Quimper', password: TEST_PASSWORD };
    below500(await sendAtOnce(visitor, page, /\/inscription$/, values));
    expect(await count(`account WHERE email = '${email}'`)).toBe(1);
  });

  it('invites once', async () => {
    const page = await scene.client.get(scene.pathOf('/organisations/:id'));
    const email = `${portal.newId()}@example.org`;
    below500(await sendAtOnce(scene.client, page, /\/invitations$/, { email }));
    expect(await count(`invitation WHERE email = '${email}' AND revoked_at IS NULL`)).toBe(1);
  });

  it('lets one person in once', async () => {
    const page = await scene.client.get(scene.pathOf('/organisations/:id'));
    const organisation = page.path.split('/').at(-1);
    below500(await sendAtOnce(scene.client, page, /\/adhesions\/.*\/accord$/));
    expect(await count(`membership WHERE organisation_id = '${organisation}'`)).toBe(3);
  });

  it('adds one member to a list', async () => {
    const page = await scene.client.get(scene.pathOf('/admin/structures/:id/adherents'));
    const email = `${portal.newId()}@example.org`;
    below500(await sendAtOnce(scene.client, page, /\/adherents$/, { email }));
    expect(await count(`structure_member WHERE email = '${email}'`)).toBe(1);
  });

  it('makes one room', async () => {
    const page = await scene.client.get(scene.pathOf('/mes-services/:id/salles'));
    below500(await sendAtOnce(scene.client, page, /\/salles$/, { name: 'Encore une', opensAt: '', closesAt: '' }));
    expect(await count(`meeting_room WHERE name = 'Encore une'`)).toBe(1);
  });

  it('makes one commune', async () => {
    const page = await scene.client.get('/admin/communes?q=Brest');
    below500(await sendAtOnce(scene.client, page, /\/communes$/));
    expect(await count(`commune WHERE insee_code = '29019'`)).toBe(1);
  });

  it('makes one structure', async () => {
    const before = await count('structure');
    const page = await scene.client.get('/admin/structures/nouvelle');
    const statuses = await sendAtOnce(scene.client, page, /\/structures$/, { name: 'Penn ar Web' });
    below500(statuses);
    expect((await count('structure')) - before).toBe(1);
  });

  it('repairs a job once', async () => {
    const page = await scene.client.get(scene.pathOf('/operateur/travaux/:id'));
    below500(await sendAtOnce(scene.client, page, /\/reprise$/));
    const id = page.path.split('/').at(-1);
    expect(await count(`audit_entry WHERE subject_id = '${id}' AND action = 'provisioning.retried'`)).toBe(1);
  });

  it('leaves an organisation with an owner when its two owners leave at once', async () => {
    const page = await scene.client.get(scene.pathOf('/organisations/:id'));
    const organisation = page.path.split('/').at(-1);
    const other = await portal.account();
    await portal.database.query(
      `INSERT INTO membership (id, organisation_id, account_id, role, contact, created_at)
       VALUES ($1, $2, $3, 'owner', false, now())`,
      [portal.newId(), organisation, other.id],
    );
    const second = await portal.signIn(other);
    const pages = [await scene.client.get(page.path), await second.get(page.path)];
    await Promise.all([sendAtOnce(scene.client, pages[0]!, /\/depart$/), sendAtOnce(second, pages[1]!, /\/depart$/)]);
    expect(await count(`membership WHERE organisation_id = '${organisation}' AND role = 'owner'`)).toBe(1);
  });
});
