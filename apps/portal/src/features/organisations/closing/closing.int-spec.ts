import type { PageClient } from '@ronron/testing';
import { AuditEntry } from '../../../platform/audit/audit-entry.entity.js';
import { grantAccess } from '../../../testing/granted-service.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { anOrganisation, ask, aService, idOf } from '../../../testing/request-scene.js';
import { ServiceRequest } from '../../requests/service-request.entity.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';
import { Invitation } from '../joining/invitation.entity.js';
import { Organisation } from '../organisation.entity.js';

const FORM = 'form[action$="/fermeture"]';

describe('closing an organisation', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  const invite = async (client: PageClient, id: string, email: string): Promise<void> => {
    const page = await client.get(`/organisations/${id}`);
    await client.submit(page, 'form[action$="/invitations"]', { email, role: 'member' });
  };

  it('tells its owner what goes with it, ends all of it, and tells the members', async () => {
    const [owner, member] = [await portal.account(), await portal.account()];
    const { id } = await anOrganisation(
      portal,
      [
        [owner, 'owner'],
        [member, 'member'],
      ],
      { name: 'Les Amis du Steir', rna: 'W294000777' },
    );
    const [held, wanted] = [await aService(portal, { name: 'Nuage du Steir' }), await aService(portal)];
    const subscription = await grantAccess(portal, held.id, { organisationId: id });
    const client = await portal.signIn(owner);
    const requestId = idOf(await ask(portal, client, wanted, undefined, id));
    await invite(client, id, 'invitee@exemple.bzh');

    const page = await client.get((await client.get(`/organisations/${id}`)).$('a[href$="/fermeture"]').attr('href')!);
    const text = page.$('main').text();
    for (const consequence of ['Nuage du Steir', 'Une demande en cours est retirée', 'L’autre membre']) {
      expect(text).toContain(consequence);
    }
    expect((await client.submit(page, FORM)).status).toBe(422);

    // Its tool comes first, with its countdown: nothing is closed, however often the form is sent.
    const first = await client.submit(page, FORM, { sure: 'on' });
    const second = await client.submit(page, FORM, { sure: 'on' });
    for (const answer of [first, second]) expect(answer.$('main').text()).toContain('s’arrêtent d’abord');
    expect((await portal.database.manager.findOneByOrFail(Organisation, { id })).closedAt).toBeNull();
    const countdown = await client.get(`/mes-services/${subscription.id}/fermeture`);
    await client.submit(countdown, 'form[action$="/effacement"]', { saved: 'on' });

    const last = await client.get(`/organisations/${id}/fermeture`);
    expect(last.$('main').text()).not.toContain('Nuage du Steir');
    const done = await client.submit(last, FORM, { sure: 'on' });
    expect(done.path).toBe('/organisations');
    expect(done.$('main').text()).toContain('Les Amis du Steir est fermée');

    const { manager } = portal.database;
    expect((await manager.findOneByOrFail(Organisation, { id })).closedAt).not.toBeNull();
    expect((await manager.findOneByOrFail(Subscription, { id: subscription.id })).status).toBe('ended');
    expect((await manager.findOneByOrFail(ServiceRequest, { id: requestId })).status).toBe('withdrawn');
    expect((await manager.findOneByOrFail(Invitation, { organisationId: id })).revokedAt).not.toBeNull();
    expect((await manager.findOneByOrFail(AuditEntry, { subjectId: id })).action).toBe('organisation.closed');
    expect((await portal.mailsTo(member.email)).at(-1)!.body).toContain('a fermé « Les Amis du Steir »');
    const theirs = await portal.signIn(member);
    expect((await theirs.get('/organisations')).html).not.toContain('Les Amis du Steir');
    expect((await theirs.get(`/organisations/${id}`)).status).toBe(404);
    expect((await client.submit(page, FORM, { sure: 'on' })).status).toBe(404);

    // What its tool left is for who managed it to read, and for nobody else.
    await portal.runJobs();
    const told = (await portal.mailsTo(owner.email)).map(({ subject }) => subject);
    expect(told.filter((subject) => /le reçu/.test(subject))).toHaveLength(1);
    expect((await client.get('/mes-services')).html).toContain(`/mes-services/${subscription.id}/fermeture`);
    for (const path of ['fermeture', 'recu', 'recu/papier.pdf', 'recu/signature.jws']) {
      expect((await client.get(`/mes-services/${subscription.id}/${path}`)).status).toBe(200);
      expect((await theirs.get(`/mes-services/${subscription.id}/${path}`)).status).toBe(404);
    }

    // Its number may be registered again, by anybody.
    const again = await theirs.submit(await theirs.get('/organisations/nouvelle'), 'form[action$="/organisations"]', {
      name: 'Les Amis du Steir',
      kind: 'association',
      number: 'W294000777',
      commune: 'Quimper',
      purpose: 'Recommencer',
    });
    expect(again.$('h1').text()).toContain('Les Amis du Steir');
    expect(again.path).not.toContain(id);
  });

  it('is for owners alone', async () => {
    const [owner, manager] = [await portal.account(), await portal.account()];
    const { id } = await anOrganisation(portal, [
      [owner, 'owner'],
      [manager, 'manager'],
    ]);
    const client = await portal.signIn(manager);
    const page = await client.get(`/organisations/${id}`);
    expect(page.$('a[href$="/fermeture"]')).toHaveLength(0);
    expect((await client.get(`/organisations/${id}/fermeture`)).status).toBe(404);
    const body = new URLSearchParams({ _csrf: client.csrf(page), sure: 'on' });
    expect((await client.post(`/organisations/${id}/fermeture`, body)).status).toBe(404);
    expect((await portal.database.manager.findOneByOrFail(Organisation, { id })).closedAt).toBeNull();
  });
});
