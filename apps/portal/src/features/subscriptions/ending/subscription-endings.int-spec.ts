import { DAY, HOUR } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { createHash } from 'node:crypto';
import { behave, grantDummy } from '../../../testing/granted-service.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { anOrganisation } from '../../../testing/request-scene.js';
import type { Account } from '../../accounts/account.entity.js';
import type { MembershipRole } from '../../organisations/membership.entity.js';
import { ProvisioningJob } from '../../provisioning/provisioning-job.entity.js';
import { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';
import { SubscriptionExport } from './exports/subscription-export.entity.js';
import { contentOf, RECEIPT_TYPE } from './receipts/deletion-receipt.js';
import { SubscriptionClosure } from './subscription-closure.entity.js';

const FORM = 'form[action$="/fin"]';
const CALL_BACK = 'form[action$="/rappel"]';
const CLOCK = 'subscription-closures';

describe('the end of a service', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  const own = async (behaviour?: string): Promise<{ client: PageClient; account: Account; id: string }> => {
    const account = await portal.account();
    const id = await grantDummy(portal, { accountId: account.id }, undefined, behaviour);
    return { client: await portal.signIn(account), account, id };
  };
  const statusOf = async (id: string): Promise<string> =>
    (await portal.database.getRepository(Subscription).findOneByOrFail({ id })).status;
  const closuresOf = (subscriptionId: string): Promise<SubscriptionClosure[]> =>
    portal.database.getRepository(SubscriptionClosure).findBy({ subscriptionId });
  const subjectsTo = async (email: string): Promise<string[]> =>
    (await portal.mailsTo(email)).map(({ subject }) => subject).filter((subject) => !subject.includes('est prêt pour'));
  const formOf = (client: PageClient, id: string): Promise<Page> => client.get(`/mes-services/${id}/fin`);
  const begin = async (client: PageClient, id: string): Promise<Page> =>
    client.submit(await formOf(client, id), FORM, { sure: 'on' });
  const tick = async (): Promise<void> => {
    await portal.runTask(CLOCK);
    await portal.runJobs();
  };

  it('is announced with its date, changes nothing until then, and can be called back', async () => {
    const { client, account, id } = await own();
    const list = await client.get('/mes-services');
    const page = await client.get(list.$('main a[href$="/fin"]').attr('href')!);
    expect(page.$('h1').text()).toContain('Nuage du Steir');
    expect(page.$('main').text()).toContain('sera effacé chez Linux Quimper');
    const unsure = await client.submit(page, FORM);
    expect(unsure.status).toBe(422);
    expect(unsure.$('#field-sure-error').length).toBe(1);
    expect(await closuresOf(id)).toEqual([]);

    const begun = await client.submit(page, FORM, { sure: 'on' });
    expect(begun.path).toBe(`/mes-services/${id}/fermeture`);
    expect(begun.$('main').text()).toContain('5 avril 2040');
    await portal.runJobs();
    expect(await statusOf(id)).toBe('active');
    const mine = await client.get('/mes-services');
    expect(mine.$('main').text()).toContain('Arrêt prévu le');
    expect(mine.$('main a[href$="/fin"]')).toHaveLength(0);

    const kept = await client.submit(await client.get(`/mes-services/${id}/fermeture`), CALL_BACK);
    expect(kept.path).toBe('/mes-services');
    expect((await client.get(`/mes-services/${id}/fermeture`)).path).toBe('/mes-services');
    portal.clock.advance(60 * DAY);
    await tick();
    expect(await statusOf(id)).toBe('active');
    const subjects = await subjectsTo(account.email);
    expect(subjects[0]).toMatch(/^Nuage du Steir : arrêt prévu le .* 2040$/);
    expect(subjects.slice(1)).toEqual(['La copie de Nuage du Steir est prête', 'Nuage du Steir : le service continue']);
  });

  it('begins once, however often the form is sent, and is carried out once', async () => {
    const { client, account, id } = await own();
    const page = await formOf(client, id);
    await Promise.all([1, 2, 3].map(() => client.clone().submit(page, FORM, { sure: 'on' })));
    expect(await closuresOf(id)).toHaveLength(1);
    await portal.runJobs();
    portal.clock.advance(31 * DAY);
    await Promise.all([portal.runTask(CLOCK), portal.runTask(CLOCK)]);
    portal.clock.advance(8 * DAY);
    await Promise.all([portal.runTask(CLOCK), portal.runTask(CLOCK)]);
    await portal.runJobs();
    await Promise.all([portal.runTask(CLOCK), portal.runTask(CLOCK)]);
    await portal.runJobs();
    const subjects = await subjectsTo(account.email);
    const count = (part: string): number => subjects.filter((subject) => subject.includes(part)).length;
    expect([count('arrêt prévu le'), count('Rappel'), count('service arrêté'), count('le reçu')]).toEqual([2, 1, 1, 1]);
  });

  it('never comes without its reminder, even when the portal was down at the time', async () => {
    const { client, account, id } = await own();
    await begin(client, id);
    await portal.runJobs();
    portal.clock.advance(90 * DAY);
    await tick();
    expect(await statusOf(id)).toBe('active');
    expect((await subjectsTo(account.email)).at(-1)).toContain('Rappel');
    portal.clock.advance(6 * DAY);
    await tick();
    expect(await statusOf(id)).toBe('active');
    portal.clock.advance(DAY);
    await tick(); // asks for the last copy, which is made
    await tick();
    expect(await statusOf(id)).toBe('ended');
  });

  it('gives a copy to keep and a receipt that anybody can verify', async () => {
    const owner = await portal.account();
    const organisation = await anOrganisation(portal, [[owner, 'owner']], { name: 'Les Amis du Steir' });
    const id = await grantDummy(portal, { organisationId: organisation.id });
    const client = await portal.signIn(owner);
    await begin(client, id);
    await portal.runJobs();
    const page = await client.get(`/mes-services/${id}/fermeture`);
    const address = page.$('main a[href*="/copies/"]').attr('href')!;
    const copy = await client.get(address);
    expect(copy.html).toContain('The dummy holds nothing');
    const ticked = await client.submit(page, 'form[action$="/etapes"]', { step: 'content' });
    expect(ticked.$('input[name=step]').is('[checked]')).toBe(true);

    const unsure = await client.submit(page, 'form[action$="/effacement"]');
    expect(unsure.status).toBe(422);
    const now = await client.submit(page, 'form[action$="/effacement"]', { saved: 'on' });
    expect(now.$('h1').text()).toContain('service arrêté');
    await portal.runJobs();
    const list = await client.get('/mes-services');
    const over = await client.get(list.$('main ul a[href$="/fermeture"]').attr('href')!);
    const receipt = await client.get(over.$('main a[href$="/recu"]').attr('href')!);
    expect(receipt.$('main').text()).toContain('il n’avait plus rien');

    const jws = (await client.get(`/mes-services/${id}/recu/signature.jws`)).html;
    const visitor = portal.visitor();
    for (const keys of ['/oidc/jwks', '/recus/cles']) {
      const set = createLocalJWKSet(JSON.parse((await visitor.get(keys)).html) as JSONWebKeySet);
      const { payload, protectedHeader } = await compactVerify(jws, set);
      expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: RECEIPT_TYPE });
      expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({
        subscription: id,
        holder: { kind: 'organisation', name: 'Les Amis du Steir' },
        verified: 'asked-the-tool',
        copy: { sha256: createHash('sha256').update(copy.html).digest('hex') },
      });
    }
    expect((await client.get(`/mes-services/${id}/recu/papier.pdf`)).status).toBe(200);
    expect((await client.get(address)).status).toBe(200);
    portal.clock.advance(31 * DAY);
    await portal.runTask('purge-personal-data');
    const later = await portal.signIn(owner);
    expect((await later.get(address)).status).toBe(404);
    expect((await later.get(`/mes-services/${id}/fermeture`)).$('main').text()).toContain('La copie n’est plus gardée');
    expect((await (await portal.signIn()).get(`/mes-services/${id}/recu`)).status).toBe(404);
  });

  it('waits for a copy that the tool does not give, as long as there is hope, then ends all the same', async () => {
    const { client, id } = await own();
    await behave(portal, id, 'fail-always');
    await begin(client, id);
    for (let hour = 0; hour < 8; hour++) {
      await portal.runJobs();
      portal.clock.advance(HOUR);
    }
    const page = await client.get(`/mes-services/${id}/fermeture`);
    expect(page.$('main').text()).toContain('La copie se fera dès qu’il sera revenu');
    expect(page.$('main').text()).toContain('ne répond pas à cette adresse');
    portal.clock.advance(24 * DAY);
    await tick();
    portal.clock.advance(8 * DAY);
    await tick();
    expect(await statusOf(id)).toBe('active');
    for (let day = 0; day < 13; day++) {
      portal.clock.advance(DAY);
      await tick();
    }
    expect(await statusOf(id)).toBe('ended');
    // The tool is still away: no receipt before it was emptied.
    expect((await client.get(`/mes-services/${id}/recu`)).status).toBe(404);
    await behave(portal, id, 'ok');
    for (let hour = 0; hour < 5; hour++) {
      portal.clock.advance(HOUR);
      await portal.runJobs();
    }
    expect((await client.get(`/mes-services/${id}/recu`)).status).toBe(200);
  });

  it('makes a copy again whose worker was killed in the middle', async () => {
    const { client, id } = await own();
    await behave(portal, id, 'slow');
    await begin(client, id);
    const exports = portal.database.getRepository(SubscriptionExport);
    // What a killed worker leaves: an attempt that was counted, and nothing stored.
    await exports.update({ subscriptionId: id }, { attempts: 1 });
    await behave(portal, id, 'ok');
    await portal.runJobs();
    expect(await exports.findOneByOrFail({ subscriptionId: id })).toMatchObject({ status: 'ready', attempts: 2 });
  });

  it('gives a receipt to who left, too, and does so once', async () => {
    const { client, id } = await own();
    await portal.database.transaction((manager) => portal.app.get(SubscriptionsService).end(manager, id));
    await portal.runJobs();
    const jws = (await client.get(`/mes-services/${id}/recu/signature.jws`)).html;
    expect(contentOf(jws)).toMatchObject({ subscription: id, copy: null });
    await portal.database.getRepository(ProvisioningJob).update({ subscriptionId: id }, { status: 'queued' });
    await portal.runJobs();
    expect((await client.get(`/mes-services/${id}/recu/signature.jws`)).html).toBe(jws);
  });

  it('is for the owners of an organisation alone, who all hear of it; managers prepare it', async () => {
    const [owner, other, manager, member, stranger] = await Promise.all([1, 2, 3, 4, 5].map(() => portal.account()));
    const members = [
      [owner!, 'owner'],
      [other!, 'owner'],
      [manager!, 'manager'],
      [member!, 'member'],
    ] as [Account, MembershipRole][];
    const organisation = await anOrganisation(portal, members, { name: 'Les Amis du Steir' });
    const id = await grantDummy(portal, { organisationId: organisation.id });
    for (const account of [manager!, member!, stranger!]) {
      const client = await portal.signIn(account);
      expect((await client.get('/mes-services')).$('main a[href$="/fin"]')).toHaveLength(0);
      expect((await formOf(client, id)).status).toBe(404);
      const body = new URLSearchParams({ _csrf: client.csrf(await client.get('/compte')), sure: 'on', saved: 'on' });
      for (const path of ['fin', 'fermeture/effacement', 'fermeture/rappel']) {
        expect((await client.post(`/mes-services/${id}/${path}`, body)).status).toBe(404);
      }
    }
    const client = await portal.signIn(owner!);
    const page = await formOf(client, id);
    expect(page.$('main').text()).toContain('les 4 personnes qui font partie de Les Amis du Steir');
    await client.submit(page, FORM, { sure: 'on' });
    for (const { email } of [owner!, other!]) {
      expect((await portal.mailsTo(email)).at(-1)!.subject).toContain('Les Amis du Steir');
    }
    expect(await portal.mailsTo(member!.email)).toHaveLength(0);
    const theirs = await portal.signIn(manager!);
    const prepared = await theirs.get(`/mes-services/${id}/fermeture`);
    expect(prepared.$('form[action$="/etapes"]')).toHaveLength(1);
    expect(prepared.$('form[action$="/effacement"], form[action$="/rappel"]')).toHaveLength(0);
    expect((await (await portal.signIn(member!)).get(`/mes-services/${id}/fermeture`)).status).toBe(404);
  });
});
