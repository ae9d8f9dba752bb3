import { DAY, MINUTE } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { AuditEntry } from '../../../platform/audit/audit-entry.entity.js';
import { behave, grantDummy } from '../../../testing/granted-service.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { anOrganisation } from '../../../testing/request-scene.js';
import { Account } from '../../accounts/account.entity.js';
import { AccountSuspensions } from '../../accounts/closing/account-suspensions.service.js';
import { Memberships } from '../../organisations/memberships.service.js';
import { Membership } from '../../organisations/membership.entity.js';
import { Erasures } from '../../privacy/erasure/erasures.service.js';
import { Renewal } from '../renewal/renewal.entity.js';
import { Subscription } from '../subscription.entity.js';
import type { Holder } from '../subscriptions.service.js';

const LIST = '/operateur/abonnements';

describe('subscriptions, for operators', () => {
  let portal: TestPortal;
  let structureId: string;
  let operator: PageClient;

  beforeAll(async () => {
    portal = await startTestPortal();
    structureId = (await portal.structure()).id;
    operator = await portal.signIn({ operatorOf: structureId });
  });
  afterAll(() => portal.stop());

  const granted = (holder: Holder, name = 'Nuage'): Promise<string> => grantDummy(portal, holder, name);
  const stateOf = async (id: string): Promise<[string, string[]]> => {
    const { status, suspendedFor } = await portal.database.getRepository(Subscription).findOneByOrFail({ id });
    return [status, suspendedFor];
  };
  const post = async (client: PageClient, path: string, values: Record<string, string> = {}): Promise<Page> =>
    client.post(path, new URLSearchParams({ _csrf: client.csrf(await client.get('/compte')), ...values }));
  const audited = async (id: string): Promise<string[]> =>
    (await portal.database.getRepository(AuditEntry).findBy({ subjectId: id })).map(({ action }) => action);

  describe('the end for misuse', () => {
    it('suspends at once, says why, hands a copy over, and cannot be called back by the holder', async () => {
      const account = await portal.account({ displayName: 'Yann Abus' });
      const id = await granted({ accountId: account.id });
      const page = await operator.get((await operator.get(LIST)).$('main td a, main th a').attr('href')!);
      expect(page.$('h1').text()).toContain('Yann Abus');
      const unsaid = await operator.submit(page, 'form[action$="/fin"]');
      expect(unsaid.status).toBe(422);
      expect(await stateOf(id)).toEqual(['active', []]);
      await operator.submit(page, 'form[action$="/fin"]', { reason: 'Envois en masse depuis ce compte.' });
      await portal.runJobs();
      expect(await stateOf(id)).toEqual(['suspended', ['operator']]);
      const mail = (await portal.mailsTo(account.email)).find(({ body }) => body.includes('Envois en masse'))!;
      expect(mail.subject).toMatch(/^Nuage : arrêt prévu le/);
      const client = await portal.signIn(account);
      const theirs = await client.get(`/mes-services/${id}/fermeture`);
      expect(theirs.$('main').text()).toContain('Envois en masse depuis ce compte.');
      expect(theirs.$('main a[href*="/copies/"]')).toHaveLength(1);
      expect(theirs.$('form[action$="/rappel"]')).toHaveLength(0);
      await post(client, `/mes-services/${id}/fermeture/rappel`);
      expect(await stateOf(id)).toEqual(['suspended', ['operator']]);

      await operator.submit(await operator.get(`${LIST}/${id}`), 'form[action$="/rappel"]');
      expect(await stateOf(id)).toEqual(['active', []]);
      expect((await audited(id)).sort()).toEqual(['subscription.end-called-back', 'subscription.ended']);
    });

    it('may be at once, also of what its holder is ending', async () => {
      const account = await portal.account();
      const id = await granted({ accountId: account.id });
      await post(await portal.signIn(account), `/mes-services/${id}/fin`, { sure: 'on' });
      const values = { reason: 'Contenu illicite.', atOnce: 'on' };
      await Promise.all([1, 2].map(() => post(operator.clone(), `${LIST}/${id}/fin`, values)));
      expect(await stateOf(id)).toEqual(['ended', []]);
      const told = (await portal.mailsTo(account.email)).filter(({ body }) => body.includes('Contenu illicite.'));
      expect(told).toHaveLength(1);
    });
  });

  it('get more time for the yearly question, with a reason', async () => {
    const account = await portal.account();
    const id = await granted({ accountId: account.id });
    await portal.runTask('subscription-renewals');
    const { dueAt } = await portal.database.getRepository(Renewal).findOneByOrFail({ subscriptionId: id });
    expect((await post(operator, `${LIST}/${id}/prolongation`, { days: '90', why: '' })).status).toBe(422);
    await post(operator, `${LIST}/${id}/prolongation`, { days: '90', why: 'Trésorière hospitalisée' });
    const extended = await portal.database.getRepository(Renewal).findOneByOrFail({ subscriptionId: id });
    expect(extended.dueAt.getTime() - dueAt.getTime()).toBe(90 * DAY);
    expect((await operator.get(`${LIST}/${id}`)).$('main').text()).toContain('Trésorière hospitalisée');
    expect(await audited(id)).toEqual(['subscription.renewal-extended']);
  });

  it('are those of one’s own structures alone', async () => {
    const id = await granted({ accountId: (await portal.account()).id });
    const foreign = await portal.signIn({ operatorOf: (await portal.structure('Cornouaille Libre')).id });
    expect((await foreign.get(LIST)).html).not.toContain(id);
    expect((await foreign.get(`${LIST}/${id}`)).status).toBe(404);
    for (const path of ['fin', 'prolongation', 'rappel'])
      expect((await post(foreign, `${LIST}/${id}/${path}`, { reason: 'x', days: '30', why: 'x' })).status).toBe(404);
    expect(await stateOf(id)).toEqual(['active', []]);
  });

  describe('accesses that have to go', () => {
    const waiting = async (): Promise<string[]> => {
      const desk = await operator.get('/operateur');
      return desk
        .$('main tbody tr')
        .toArray()
        .map((row) => desk.$(row).text().replace(/\s+/g, ' ').trim())
        .filter((text) => text.includes('Accès pas encore retiré'));
    };
    async function team(name: string): Promise<{ id: string; owner: Account; gone: Account }> {
      const [owner, gone] = [await portal.account(), await portal.account({ displayName: name })];
      const organisation = await anOrganisation(portal, [
        [owner, 'owner'],
        [gone, 'member'],
      ]);
      return { id: await granted({ organisationId: organisation.id }, 'Pads'), owner, gone };
    }

    it('are gone within a minute where the tool answers, and stand on the desk with the reason where not', async () => {
      const { id, owner, gone } = await team('Erwan Parti');
      await behave(portal, id, 'fail-always');
      const membership = await portal.database.getRepository(Membership).findOneByOrFail({ accountId: gone.id });
      const actor = { ...owner, accountId: owner.id, structures: [], communes: [] } as never;
      await portal.app.get(Memberships).remove(actor, membership.organisationId, membership.id);
      expect(await waiting()).toEqual([]);
      portal.clock.advance(MINUTE);
      expect((await waiting()).join()).toContain('attend son tour');
      await portal.runJobs();
      const [line] = await waiting();
      expect(line).toContain('Erwan Parti');
      expect(line).toContain('Pads');
      expect(line).toContain('Le service ne répond pas à cette adresse.');
      await behave(portal, id, 'ok');
      portal.clock.advance(5 * MINUTE);
      await portal.runJobs();
      expect(await waiting()).toEqual([]);
    });

    it('are those of suspended and erased people, too', async () => {
      const { id, gone } = await team('Soizic Suspendue');
      const own = await granted({ accountId: gone.id }, 'Nuage');
      for (const one of [id, own]) await behave(portal, one, 'fail-always');
      const administrator = await portal.account({ administrator: true });
      const actor = { ...administrator, accountId: administrator.id, administrator: true, structures: [] } as never;
      await portal.app.get(AccountSuspensions).suspend(actor, gone.id, 'Vol de compte');
      portal.clock.advance(MINUTE);
      await portal.runJobs();
      expect((await waiting()).map((line) => /Soizic Suspendue|Pads|Nuage/.test(line))).toEqual([true, true]);
      for (const one of [id, own]) await behave(portal, one, 'ok');
      portal.clock.advance(5 * MINUTE);
      await portal.runJobs();
      expect(await waiting()).toEqual([]);

      for (const one of [id, own]) await behave(portal, one, 'fail-always');
      await portal.database.transaction(async (manager) => {
        const account = await manager.findOneByOrFail(Account, { id: gone.id });
        await portal.app.get(Erasures).erase(manager, account, portal.clock.now());
      });
      portal.clock.advance(MINUTE);
      await portal.runJobs();
      const lines = await waiting();
      expect(lines).toHaveLength(2);
      expect(lines.join()).not.toContain('Soizic');
    });
  });
});
