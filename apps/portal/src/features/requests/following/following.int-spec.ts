import { DAY } from '@ronron/kernel';
import type { PageClient } from '@ronron/testing';
import { ANSWERS, aService, anOrganisation, ask, idOf } from '../../../testing/request-scene.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import type { Service } from '../../catalogue/service.entity.js';
import { RequestEvent } from '../request-event.entity.js';
import { ServiceRequest } from '../service-request.entity.js';

describe('following a request', () => {
  let portal: TestPortal;
  let service: Service;
  let operator: PageClient;

  beforeAll(async () => {
    portal = await startTestPortal();
    service = await aService(portal);
    operator = await portal.signIn({ operatorOf: service.structureId, displayName: 'Katell' });
  });
  afterAll(() => portal.stop());

  const stored = (id: string): Promise<ServiceRequest> =>
    portal.database.getRepository(ServiceRequest).findOneByOrFail({ id });

  async function asked(client: PageClient): Promise<string> {
    return idOf(await ask(portal, client, service));
  }

  async function decide(id: string, verb: string, values: Record<string, string> = {}): Promise<void> {
    const page = await operator.get(`/operateur/demandes/${id}`);
    const after = await operator.submit(page, `form[action$="/${verb}"]`, values);
    if (after.status !== 200) throw new Error(`${verb}: ${after.status}`);
  }

  it('tells where each stands, in words, and what comes next', async () => {
    const client = await portal.signIn();
    const id = await asked(client);
    const list = await client.get('/demandes');
    expect(list.$(`a[href="/demandes/${id}"]`).length).toBe(1);
    const page = await client.get(`/demandes/${id}`);
    expect(page.$('main').text()).toContain('Une personne va la lire');
    expect(page.$('main').text()).not.toContain('D’habitude');
  });

  it('answers a question, after which the operators decide again, and dates every step', async () => {
    const account = await portal.account();
    const client = await portal.signIn(account);
    const id = await asked(client);
    await decide(id, 'question', { question: 'Combien d’enfants ?' });
    const mails = await portal.mailsTo(account.email);
    expect(mails.at(-1)!.body).toContain('Combien d’enfants ?');
    expect(mails.at(-1)!.body).toContain(`/demandes/${id}`);
    const page = await client.get(`/demandes/${id}`);
    expect(page.$('main').text()).toContain('Combien d’enfants ?');
    const empty = await client.submit(page, 'form[action$="/reponse"]', { message: '  ' });
    expect(empty.status).toBe(422);
    await client.submit(page, 'form[action$="/reponse"]', { message: 'Une dizaine.' });
    expect((await stored(id)).status).toBe('submitted');
    expect((await operator.get(`/operateur/demandes/${id}`)).$('main').text()).toContain('Une dizaine.');
    const events = await portal.database
      .getRepository(RequestEvent)
      .find({ where: { requestId: id }, order: { at: 'ASC', id: 'ASC' } });
    expect(events.map(({ status }) => status).sort()).toEqual(
      ['draft', 'submitted', 'submitted', 'waiting-for-requester'].sort(),
    );
    expect(events.every(({ at, actorId }) => at instanceof Date && actorId !== null)).toBe(true);
  });

  it('corrects answers while nothing is decided, within the questions that were asked', async () => {
    const client = await portal.signIn();
    const id = await asked(client);
    const form = await client.get(`/demandes/${id}/modification`);
    const wrong = await client.submit(form, 'form[action$="/modification"]', { 'q-people': '0' });
    expect(wrong.status).toBe(422);
    await client.submit(form, 'form[action$="/modification"]', { 'q-people': '15' });
    expect((await stored(id)).answers).toMatchObject({ people: '15', space: '20 Go' });
    await decide(id, 'refus', { reason: 'Plus de place.' });
    const late = await client.submit(form, 'form[action$="/modification"]', { 'q-people': '99' });
    expect(late.$('main').text()).toContain('rien n’a été changé');
    expect((await stored(id)).answers).toMatchObject({ people: '15' });
  });

  it('withdraws, after which another request can be made', async () => {
    const client = await portal.signIn();
    const id = await asked(client);
    const page = await client.get(`/demandes/${id}`);
    await client.submit(page, 'form[action$="/retrait"]');
    expect((await stored(id)).status).toBe('withdrawn');
    const again = await client.submit(page, 'form[action$="/retrait"]');
    expect(again.$('main').text()).toContain('rien n’a été changé');
    expect(await asked(client)).not.toBe(id);
  });

  it('reads a refusal with its reason and the service that can help instead, and asks once for another look', async () => {
    const client = await portal.signIn();
    const id = await asked(client);
    const other = await aService(portal, { name: 'Le nuage d’à côté' });
    await decide(id, 'refus', { reason: 'Nous n’avons plus de place.', alternative: other.id });
    const page = await client.get(`/demandes/${id}`);
    expect(page.$('main').text()).toContain('Nous n’avons plus de place.');
    expect(page.$(`a[href="/services/${other.slug}"]`).length).toBe(1);
    const appeal = await client.submit(page, 'form[action$="/recours"]', { plea: 'Il ne faut que 2 Go.' });
    expect(idOf(appeal)).not.toBe(id);
    expect((await stored(id)).status).toBe('refused');
    expect(await stored(idOf(appeal))).toMatchObject({ status: 'submitted', appealOfId: id });
    const twice = await client.submit(page, 'form[action$="/recours"]', { plea: 'Encore.' });
    expect(twice.$('main').text()).toContain('déjà');
    expect(await portal.database.getRepository(ServiceRequest).countBy({ appealOfId: id })).toBe(1);
  });

  it('shows nothing to others: not to strangers, not to plain members, not even that it exists', async () => {
    const owner = await portal.account();
    const [manager, member] = [await portal.account(), await portal.account()];
    const organisation = await anOrganisation(portal, [
      [owner, 'owner'],
      [manager, 'manager'],
      [member, 'member'],
    ]);
    const client = await portal.signIn(owner);
    const id = idOf(await ask(portal, client, service, ANSWERS, organisation.id));
    expect((await (await portal.signIn(manager)).get(`/demandes/${id}`)).status).toBe(200);
    for (const who of [member, await portal.account()]) {
      const stranger = await portal.signIn(who);
      expect((await stranger.get(`/demandes/${id}`)).status).toBe(404);
      expect((await stranger.get(`/demandes/${id}/modification`)).status).toBe(404);
      const csrf = stranger.csrf(await stranger.get('/demandes'));
      for (const verb of ['reponse', 'modification', 'retrait', 'recours']) {
        const body = new URLSearchParams({ _csrf: csrf, message: 'x', plea: 'x' });
        expect((await stranger.post(`/demandes/${id}/${verb}`, body)).status).toBe(404);
      }
    }
    expect((await stored(id)).status).toBe('submitted');
  });

  it('says the usual delay once five decisions were measured', async () => {
    const own = await aService(portal);
    for (let hours = 1; hours <= 5; hours++) {
      const client = await portal.signIn();
      const id = idOf(await ask(portal, client, own));
      const at = new Date(portal.clock.now().getTime() - 9 * DAY);
      const decidedAt = new Date(at.getTime() + hours * DAY);
      await portal.database.getRepository(ServiceRequest).update(
        { id },
        {
          status: 'approved',
          submittedAt: at,
          readyAt: at,
          decidedAt,
          decidedById: (await stored(id)).accountId,
        },
      );
      const shown = (await client.get(`/services/${own.slug}/demande`)).$('main').text();
      expect(shown.includes('D’habitude')).toBe(hours === 5);
      if (hours === 5) expect(shown).toMatch(/3 jours au plus, et quatre sur cinq en 5 jours/);
    }
  });
});
