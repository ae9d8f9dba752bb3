import { DAY } from '@ronron/kernel';
import type { PageClient } from '@ronron/testing';
import { grantDummy } from '../../../testing/granted-service.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { anOrganisation } from '../../../testing/request-scene.js';
import { Account } from '../../accounts/account.entity.js';
import { Membership } from '../../organisations/membership.entity.js';
import { Subscription } from '../subscription.entity.js';
import type { Holder } from '../subscriptions.service.js';
import { Renewal } from './renewal.entity.js';

const PAGE = '/mes-services/renouvellement';
const FORM = 'form[action$="/renouvellement"]';

describe('the yearly question', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  const granted = (holder: Holder, name: string): Promise<string> => grantDummy(portal, holder, name);
  const stateOf = async (id: string): Promise<[string, string[]]> => {
    const { status, suspendedFor } = await portal.database.getRepository(Subscription).findOneByOrFail({ id });
    return [status, suspendedFor];
  };
  const clocks = async (): Promise<void> => {
    for (const clock of ['subscription-renewals', 'subscription-closures']) await portal.runTask(clock);
    await portal.runJobs();
  };
  /** Lets so many days pass, with a portal that runs; jumps from one that matters to the next. */
  const pass = async (...days: number[]): Promise<void> => {
    for (const one of days) {
      portal.clock.advance(one * DAY);
      await clocks();
    }
  };
  const subjectsTo = async (email: string): Promise<string[]> =>
    (await portal.mailsTo(email)).map(({ subject }) => subject).filter((subject) => !subject.includes('est prêt pour'));
  const answer = async (client: PageClient, services?: string[]): Promise<string> => {
    const page = await client.get(PAGE);
    const offered = page.$('input[name=service]').toArray();
    const ids = services ?? offered.map((box) => page.$(box).attr('value')!);
    const body = new URLSearchParams({ _csrf: client.csrf(page) });
    for (const id of ids) body.append('service', id);
    return (await client.post(PAGE, body)).path;
  };

  it('comes with its reminders, one mail for all services, and an answer holds for a year', async () => {
    const [owner, second] = [await portal.account(), await portal.account()];
    const organisation = await anOrganisation(
      portal,
      [
        [owner, 'owner'],
        [second, 'member'],
      ],
      { name: 'Les Amis du Steir' },
    );
    await portal.database.getRepository(Membership).update({ accountId: second.id }, { contact: true });
    const held = [
      await granted({ organisationId: organisation.id }, 'Nuage'),
      await granted({ organisationId: organisation.id }, 'Pads'),
    ];
    await pass(1, 300, 34, 1, 22);
    for (const { email } of [owner, second])
      expect(await subjectsTo(email)).toEqual([
        'Les Amis du Steir : vos services vous servent-ils toujours ?',
        'Rappel : vos services vous servent-ils toujours ?',
      ]);
    const { body } = (await portal.mailsTo(owner.email)).at(-1)!;
    expect(body).toContain('- Nuage');
    expect(body).toContain('- Pads');

    const client = await portal.signIn(second);
    expect((await client.get('/mes-services')).$('main').text()).toContain('2 services attendent votre réponse');
    const page = await client.get(PAGE);
    const untouched = await client.post(PAGE, new URLSearchParams({ _csrf: client.csrf(page) }));
    expect(untouched.status).toBe(422);
    await Promise.all([client.clone().submit(page, FORM), client.clone().submit(page, FORM)]);
    expect((await client.get(PAGE)).$('main').text()).toContain('Rien à confirmer');
    await pass(8, 30, 90, 60);
    for (const id of held) expect(await stateOf(id)).toEqual(['active', []]);
    expect(await subjectsTo(owner.email)).toHaveLength(2);
  });

  it('suspends what nobody answers for, says so, and opens it again at the click', async () => {
    const account = await portal.account();
    const id = await granted({ accountId: account.id }, 'Nuage');
    const other = await granted({ accountId: account.id }, 'Pads');
    await pass(1, 339, 20);
    const client = await portal.signIn(account);
    expect(await answer(client, [other])).toBe(PAGE);
    await pass(7, 29);
    expect(await stateOf(id)).toEqual(['active', []]);
    await pass(1);
    expect(await stateOf(id)).toEqual(['suspended', ['renewal']]);
    expect(await stateOf(other)).toEqual(['active', []]);
    const told = (await portal.mailsTo(account.email)).find(({ subject }) => subject.includes('suspendu'))!;
    expect(told.body).toContain('Ces outils ne savent pas s’ouvrir en lecture seule');
    const closing = await (await portal.signIn(account)).get(`/mes-services/${id}/fermeture`);
    expect(closing.$('main').text()).toContain('Personne n’a dit que ce service était encore utile');

    expect(await answer(await portal.signIn(account))).toBe('/mes-services');
    expect(await stateOf(id)).toEqual(['active', []]);
    await pass(70, 10, 15);
    expect(await stateOf(id)).toEqual(['active', []]);
  });

  it('empties it in the end, with the notices before it, also when the portal was down over all dates', async () => {
    const account = await portal.account();
    const id = await granted({ accountId: account.id }, 'Nuage');
    await pass(1, 600);
    expect(await subjectsTo(account.email)).toHaveLength(1);
    await pass(1, 5, 1, 7, 29);
    expect(await stateOf(id)).toEqual(['active', []]);
    await pass(1, 300);
    expect(await stateOf(id)).toEqual(['suspended', ['renewal']]);
    await pass(7);
    await pass(0);
    expect(await stateOf(id)).toEqual(['ended', []]);
    const subjects = await subjectsTo(account.email);
    expect(subjects.map((subject) => subject.replace(/^[^:]*: /, ''))).toEqual([
      'vos services vous servent-ils toujours ?',
      'vos services vous servent-ils toujours ?',
      'Votre réponse est attendue pour garder vos services',
      'l’accès à vos services est suspendu',
      'La copie de Nuage est prête',
      expect.stringContaining('arrêt prévu le'),
      expect.stringContaining('copie'),
      'service arrêté',
      'le reçu d’effacement',
    ]);
  });

  it('closes nothing of somebody whom no notice reaches', async () => {
    const account = await portal.account();
    const id = await granted({ accountId: account.id }, 'Nuage');
    await portal.database.getRepository(Account).update({ id: account.id }, { bouncedAt: portal.clock.now() });
    await pass(1, 400, 30, 30, 60);
    expect(await stateOf(id)).toEqual(['active', []]);
    expect(await portal.database.getRepository(Renewal).findOneByOrFail({ subscriptionId: id })).toMatchObject({
      stage: 'quiet',
    });
  });

  it('is told once when two portals look at the same moment, or one is killed in between', async () => {
    const account = await portal.account();
    await granted({ accountId: account.id }, 'Nuage');
    await pass(1);
    portal.clock.advance(340 * DAY);
    await Promise.all([1, 2, 3].map(() => portal.runTask('subscription-renewals')));
    expect(await subjectsTo(account.email)).toHaveLength(1);
  });

  it('is answered by nobody else', async () => {
    const [owner, member] = [await portal.account(), await portal.account()];
    const organisation = await anOrganisation(portal, [
      [owner, 'owner'],
      [member, 'member'],
    ]);
    const id = await granted({ organisationId: organisation.id }, 'Nuage');
    await pass(1, 360);
    for (const account of [member, await portal.account()]) {
      await answer(await portal.signIn(account), [id]);
      const { stage } = await portal.database.getRepository(Renewal).findOneByOrFail({ subscriptionId: id });
      expect(stage).toBe('announced');
    }
  });
});
