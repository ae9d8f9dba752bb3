import { SECOND } from '@ronron/kernel';
import type { PageClient } from '@ronron/testing';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { ANSWERS, ASK_FORM, aService, anOrganisation, ask, idOf } from '../../../testing/request-scene.js';
import type { Account } from '../../accounts/account.entity.js';
import { Plan } from '../../catalogue/plans/plan.entity.js';
import type { Service } from '../../catalogue/service.entity.js';
import { DesiredStates } from '../../provisioning/desired-state.service.js';
import { Entitlements } from '../entitlements/entitlements.service.js';
import { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';

const PLAN_FORM = 'form[action$="/formules"]';
const GIGABYTE = 1000 ** 3;

describe('plans', () => {
  let portal: TestPortal;
  let operator: PageClient;

  beforeAll(async () => {
    portal = await startTestPortal();
    operator = await portal.signIn({ operatorOf: (await portal.structure()).id });
  });
  afterAll(() => portal.stop());

  const plansOf = (service: Service): Promise<Plan[]> =>
    portal.database.getRepository(Plan).find({ where: { serviceId: service.id }, order: { position: 'ASC' } });
  const subscriptionsTo = (service: Service): Promise<Subscription[]> =>
    portal.database.getRepository(Subscription).find({ where: { serviceId: service.id }, order: { id: 'ASC' } });

  async function write(service: Service, values: Record<string, string>): Promise<void> {
    const page = await operator.get(`/operateur/services/${service.id}/formules`);
    const after = await operator.submit(page, PLAN_FORM, values);
    expect(after.$('main').text()).toContain('La formule est enregistrée');
    portal.clock.advance(SECOND);
  }

  async function withPlans(values: Partial<Service> = {}): Promise<{ service: Service; small: Plan; large: Plan }> {
    const service = await aService(portal, values);
    await write(service, { name: 'Petite', quotaGigabytes: '2', mostMembers: '2', price: 'free' });
    await write(service, {
      name: 'Grande',
      quotaGigabytes: '20',
      price: 'contribution',
      contributionNote: '10 € par an',
    });
    const [small, large] = await plansOf(service);
    return { service, small: small!, large: large! };
  }

  async function grant(service: Service, organisationId: string, plan: Plan, ownQuota?: number): Promise<Subscription> {
    return portal.database.transaction((manager) =>
      portal.app.get(SubscriptionsService, { strict: false }).grant(manager, {
        serviceId: service.id,
        holder: { organisationId },
        requestId: null,
        plan,
        quota: ownQuota ?? plan.quota,
        ownQuota: ownQuota !== undefined,
      }),
    );
  }

  it('are written by the service’s operators, one of them the default, and shown to everybody', async () => {
    const { service, small, large } = await withPlans();
    expect(small).toMatchObject({ isDefault: true, quota: 2 * GIGABYTE, mostMembers: 2 });
    expect(large).toMatchObject({ isDefault: false, quota: 20 * GIGABYTE, mostMembers: null });
    const shown = (await portal.visitor().get(`/services/${service.slug}`)).$('main').text();
    for (const words of ['Petite', '2 personnes au plus', 'Grande', 'prix libre', '10 € par an'])
      expect(shown).toContain(words);
    const page = await operator.get(`/operateur/services/${service.id}/formules`);
    const kept = await operator.submit(page, `form[action$="${small.id}/retrait"]`, {});
    expect(kept.$('main').text()).toContain('choisissez-en d’abord une autre');
    const gone = await operator.submit(page, `form[action$="${large.id}/retrait"]`, {});
    expect(gone.$('main').text()).toContain('N’est plus proposée');
    expect((await portal.visitor().get(`/services/${service.slug}`)).$('main').text()).not.toContain('Grande');
  });

  it('are no business of another structure’s operators', async () => {
    const { service, small } = await withPlans();
    const stranger = await portal.signIn({ operatorOf: (await portal.structure('Cornouaille')).id });
    const base = `/operateur/services/${service.id}/formules`;
    expect((await stranger.get(base)).status).toBe(404);
    const token = { _csrf: stranger.csrf(await stranger.get('/operateur')) };
    for (const path of [base, `${base}/${small.id}/retrait`, `${base}/${small.id}/place`])
      expect((await stranger.post(path, new URLSearchParams({ ...token, name: 'X', price: 'free' }))).status).toBe(404);
    expect(await plansOf(service)).toHaveLength(2);
  });

  it('keep what was typed when something is missing', async () => {
    const service = await aService(portal);
    const page = await operator.get(`/operateur/services/${service.id}/formules`);
    const wrong = await operator.submit(page, PLAN_FORM, {
      name: 'Libre',
      price: 'contribution',
      quotaGigabytes: 'beaucoup',
    });
    expect(wrong.status).toBe(422);
    expect(wrong.$('input[name=quotaGigabytes]').attr('value')).toBe('beaucoup');
    expect(wrong.$('main').text()).toContain('Dites comment contribuer');
  });

  it('are chosen by who asks, and granted with what they give', async () => {
    const { service, large } = await withPlans();
    const requestId = idOf(await ask(portal, await portal.signIn(), service, { ...ANSWERS, plan: large.id }));
    const page = await operator.get(`/operateur/demandes/${requestId}`);
    expect(page.$('main').text()).toContain('Grande');
    expect(page.$('select[name=plan] option[selected]').text()).toContain('Grande');
    await operator.submit(page, 'form[action$="/approbation"]', {});
    expect(await subscriptionsTo(service)).toMatchObject([{ planId: large.id, quota: 20 * GIGABYTE, ownQuota: false }]);
  });

  it('may be changed by whoever approves, with a space of its own', async () => {
    const { service, small, large } = await withPlans();
    const requestId = idOf(await ask(portal, await portal.signIn(), service, { ...ANSWERS, plan: large.id }));
    const page = await operator.get(`/operateur/demandes/${requestId}`);
    await operator.submit(page, 'form[action$="/approbation"]', { plan: small.id, quota: '3' });
    expect(await subscriptionsTo(service)).toMatchObject([{ planId: small.id, quota: 3 * GIGABYTE, ownQuota: true }]);
  });

  it('grants the default to who chose none, and refuses what another service offers', async () => {
    const { service, small } = await withPlans({ accessMode: 'open', questions: [] as never });
    const other = await withPlans();
    const client = await portal.signIn();
    const form = await client.get(`/services/${service.slug}/demande`);
    const refused = await client.submit(form, ASK_FORM, { plan: other.large.id }, 'button[value=send]');
    expect(refused.status).toBe(422);
    expect(await subscriptionsTo(service)).toEqual([]);
    const body = new URLSearchParams({ _csrf: client.csrf(form), pour: 'moi', action: 'send' });
    body.set('formulaire', form.$('input[name=formulaire]').attr('value')!);
    await client.post(`/services/${service.slug}/demande`, body);
    expect(await subscriptionsTo(service)).toMatchObject([{ planId: small.id, quota: 2 * GIGABYTE }]);
  });

  it('say beside the choice that an organisation has too many members for one', async () => {
    const { service, small, large } = await withPlans();
    const owner = await portal.account();
    const { id } = await anOrganisation(portal, [
      [owner, 'owner'],
      [await portal.account(), 'member'],
      [await portal.account(), 'member'],
    ]);
    const client = await portal.signIn(owner);
    const refused = await ask(portal, client, service, { ...ANSWERS, plan: small.id }, id);
    expect(refused.status).toBe(422);
    expect(refused.$('main').text()).toContain('plus de personnes que cette formule');
    expect(refused.$('textarea').text()).toContain('Les comptes rendus');
    expect((await ask(portal, client, service, { ...ANSWERS, plan: large.id }, id)).path).toContain('/demandes/');
  });

  it('are followed by their subscriptions when they change, but for a space granted by hand', async () => {
    const { service, small } = await withPlans();
    const organisation = async (): Promise<string> =>
      (await anOrganisation(portal, [[await portal.account(), 'owner']])).id;
    const usual = await grant(service, await organisation(), small);
    const own = await grant(service, await organisation(), small, 7 * GIGABYTE);
    await portal.runJobs();
    const page = await operator.get(`/operateur/services/${service.id}/formules?formule=${small.id}`);
    await operator.submit(page, PLAN_FORM, { quotaGigabytes: '4' });
    await portal.runJobs();
    const all = portal.database.getRepository(Subscription);
    const [one, other] = [await all.findOneByOrFail({ id: usual.id }), await all.findOneByOrFail({ id: own.id })];
    expect(one).toMatchObject({ quota: 4 * GIGABYTE, handle: { quotaBytes: 4 * GIGABYTE } });
    expect(other).toMatchObject({ quota: 7 * GIGABYTE, handle: { quotaBytes: 7 * GIGABYTE } });
    for (const { wantedRevision, appliedRevision } of [one, other]) expect(appliedRevision).toBe(wantedRevision);
  });

  it('give seats to those who manage first, then by date, and say so to who has none', async () => {
    const { service, small } = await withPlans();
    const accounts: Account[] = [];
    for (const displayName of ['Ana', 'Bran', 'Corentin'])
      accounts.push(await portal.account({ displayName: `${displayName} Le Bihan` }));
    const [ana, bran, corentin] = accounts as [Account, Account, Account];
    const { id } = await anOrganisation(portal, [[bran, 'member']]);
    portal.clock.advance(SECOND);
    const join = (account: Account, role: string): Promise<unknown> =>
      portal.database.query(
        `INSERT INTO membership (id, organisation_id, account_id, role, contact, created_at) VALUES ($1, $2, $3, $4, false, $5)`,
        [portal.newId(), id, account.id, role, portal.clock.now()],
      );
    await join(corentin, 'member');
    portal.clock.advance(SECOND);
    await join(ana, 'owner');
    const subscription = await grant(service, id, small);
    await portal.runJobs();
    const wanted = await portal.app.get(DesiredStates, { strict: false }).of(subscription);
    expect(wanted.members.map(({ accountId }) => accountId)).toEqual([ana.id, bran.id]);
    const entitlements = portal.app.get(Entitlements, { strict: false });
    const may = async (account: Account): Promise<unknown> => {
      const decision = await entitlements.of(service.id, { accountId: account.id });
      expect(await entitlements.holds(service.id, account.id)).toBe(decision.allowed);
      return decision.allowed || decision.reason;
    };
    expect([await may(ana), await may(bran), await may(corentin)]).toEqual([true, true, 'no-seat']);
    const late = await portal.signIn(corentin);
    expect((await late.get('/mes-services')).$('main').text()).toContain('prévue pour moins de personnes');
    expect((await late.get('/mes-services')).$('form[action$="/ouverture"]')).toHaveLength(0);
    await portal.database.query('UPDATE account SET suspended_at = now() WHERE id = $1', [bran.id]);
    expect(await may(corentin)).toBe(true);
  });
});
