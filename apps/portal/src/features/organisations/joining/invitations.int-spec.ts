import { DAY } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { startTestPortal, TEST_PASSWORD, type TestPortal } from '../../../testing/portal-harness.js';
import { Account } from '../../accounts/account.entity.js';
import { Membership } from '../membership.entity.js';
import { Invitation } from './invitation.entity.js';

const INVITE = 'form[action$="/invitations"]';
const ACCEPT = 'form[action*="/invitations/"]';

describe('invitations', () => {
  let portal: TestPortal;
  let owner: Account;
  let client: PageClient;
  let id: string;

  beforeAll(async () => {
    portal = await startTestPortal();
    owner = await portal.account({ displayName: 'Gwenaël' });
    client = await portal.signIn(owner);
    const page = await client.submit(await client.get('/organisations/nouvelle'), 'form[action$="/organisations"]', {
      name: 'An Eostig',
      kind: 'association',
      number: 'W294000001',
      commune: '29000 Quimper',
      purpose: 'Danser',
    });
    id = page.path.split('/').pop()!;
  });
  afterAll(() => portal.stop());

  async function invite(email: string, role = 'member'): Promise<string> {
    await client.submit(await client.get(`/organisations/${id}`), INVITE, { email, role });
    return linkIn(email);
  }

  /** The link in the newest mail to an address. */
  async function linkIn(email: string): Promise<string> {
    const mail = (await portal.mailsTo(email)).at(-1)!;
    return /http:\/\/localhost:8080(\/invitations\/[\w-]+)/.exec(mail.body)![1]!;
  }

  const isMember = (account: Account): Promise<boolean> =>
    portal.database.getRepository(Membership).existsBy({ organisationId: id, accountId: account.id });

  async function accept(who: PageClient, link: string): Promise<Page> {
    const token = who.csrf(await who.get('/organisations/nouvelle'));
    return who.post(link, new URLSearchParams({ _csrf: token }));
  }

  it('join whoever accepts, with whatever account, after signing in', async () => {
    const link = await invite('autre-adresse@example.org', 'manager');
    const guest = await portal.account();
    const visitor = portal.visitor();
    const page = await visitor.get(link);
    expect(page.$('h1').text()).toContain('An Eostig');
    expect(page.html).not.toContain(owner.email);
    const signIn = await visitor.get(page.$('a[href*="/connexion?suite="]').last().attr('href')!);
    const back = await visitor.submit(signIn, 'form[action$="/connexion"]', {
      email: guest.email,
      password: TEST_PASSWORD,
    });
    expect(back.path).toBe(link);
    expect(await isMember(guest)).toBe(false);
    const joined = await visitor.submit(back, ACCEPT);
    expect(joined.path).toBe(`/organisations/${id}`);
    const membership = await portal.database
      .getRepository(Membership)
      .findOneByOrFail({ organisationId: id, accountId: guest.id });
    expect(membership.role).toBe('manager');
    expect((await portal.mailsTo(owner.email)).at(-1)!.subject).toContain('a rejoint');
  });

  it('join who had no account, who comes back after signing up, confirming and signing in', async () => {
    const link = await invite('nouvelle@example.org');
    const visitor = portal.visitor();
    const page = await visitor.get(link);
    const signUp = await visitor.get(page.$('main a[href*="/inscription?suite="]').attr('href')!);
    const sent = await visitor.submit(signUp, 'form[action$="/inscription"]', {
      displayName: 'Nouvelle venue',
      email: 'nouvelle@example.org',
      age: 'fifteen-or-more',
      commune: 'Quimper',
      password: TEST_PASSWORD,
      terms: 'on',
    });
    expect(sent.$('.field-error').text()).toBe('');
    expect(sent.path).toBe('/inscription/envoi');
    const bodies = (await portal.mailsTo('nouvelle@example.org')).map((mail) => mail.body).join('\n');
    const confirmation = /http:\/\/localhost:8080(\/inscription\/confirmation\/\S+)/.exec(bodies)![1]!;
    const signIn = await visitor.submit(await visitor.get(confirmation), 'form[action*="/inscription/confirmation/"]', {
      password: TEST_PASSWORD,
    });
    const back = await visitor.submit(signIn, 'form[action$="/connexion"]', {
      email: 'nouvelle@example.org',
      password: TEST_PASSWORD,
    });
    expect(back.path).toBe(link);
    await visitor.submit(back, ACCEPT);
    const account = await portal.database.getRepository(Account).findOneByOrFail({ email: 'nouvelle@example.org' });
    expect(await isMember(account)).toBe(true);
  });

  it('are not used up by a scanner that opens their links', async () => {
    const link = await invite('scanner@example.org');
    for (let visit = 0; visit < 3; visit++) await portal.visitor().get(link);
    const guest = await portal.account();
    await accept(await portal.signIn(guest), link);
    expect(await isMember(guest)).toBe(true);
  });

  it('are used once: the second person is told, the first may press twice', async () => {
    const link = await invite('une-fois@example.org');
    const [first, second] = await Promise.all([portal.account(), portal.account()]);
    const firstClient = await portal.signIn(first);
    await Promise.all([accept(firstClient.clone(), link), accept(firstClient.clone(), link)]);
    expect(await portal.database.getRepository(Membership).countBy({ accountId: first.id })).toBe(1);
    expect((await accept(firstClient, link)).path).toBe(`/organisations/${id}`);
    const page = await accept(await portal.signIn(second), link);
    expect(page.html).toContain('déjà servi');
    expect(await isMember(second)).toBe(false);
  });

  it('expire, and can be sent again with another link', async () => {
    const link = await invite('tard@example.org');
    portal.clock.advance(15 * DAY);
    client = await portal.signIn(owner);
    const guest = await portal.account();
    const guestClient = await portal.signIn(guest);
    expect((await accept(guestClient, link)).html).toContain('a expiré');
    const page = await client.get(`/organisations/${id}`);
    const form = page.$('form[action$="/renvoi"]').filter((_, element) => page.$(element).text().includes('tard@'));
    await client.submit(page, `form[action="${form.attr('action')!}"]`);
    const fresh = await linkIn('tard@example.org');
    expect(fresh).not.toBe(link);
    expect((await accept(guestClient, link)).html).toContain('annulée');
    await accept(guestClient, fresh);
    expect(await isMember(guest)).toBe(true);
  });

  it('can be cancelled', async () => {
    const link = await invite('annule@example.org');
    const { id: invitation } = await portal.database
      .getRepository(Invitation)
      .findOneByOrFail({ email: 'annule@example.org' });
    const page = await client.get(`/organisations/${id}`);
    await client.submit(
      page,
      `form[action$="${invitation}/renvoi"]`,
      {},
      `button[formaction$="${invitation}/annulation"]`,
    );
    const guest = await portal.account();
    expect((await accept(await portal.signIn(guest), link)).html).toContain('annulée');
    expect(await isMember(guest)).toBe(false);
  });

  it('cannot be guessed, nor taken for those of another organisation', async () => {
    const visitor = portal.visitor();
    for (const token of ['x', 'A'.repeat(43), '..%2f..', '%00']) {
      expect((await visitor.get(`/invitations/${token}`)).status).toBe(404);
    }
    const { id: invitation } = await portal.database.getRepository(Invitation).findOneByOrFail({
      email: 'annule@example.org',
    });
    const other = await portal.signIn();
    const made = await other.submit(await other.get('/organisations/nouvelle'), 'form[action$="/organisations"]', {
      name: 'Une autre',
      kind: 'collective',
      noNumberReason: 'informal',
      commune: 'Quimper',
      purpose: 'Autre chose',
    });
    const token = other.csrf(made);
    for (const verb of ['renvoi', 'annulation']) {
      const page = await other.post(
        `${made.path}/invitations/${invitation}/${verb}`,
        new URLSearchParams({ _csrf: token }),
      );
      expect(page.status).toBe(404);
    }
  });

  it('say beside the field what is wrong with an address', async () => {
    const page = await client.submit(await client.get(`/organisations/${id}`), INVITE, {
      email: 'non',
      role: 'member',
    });
    expect(page.status).toBe(422);
    expect(page.$('#field-email-error').text()).not.toBe('');
    expect(page.$('#field-email').attr('value')).toBe('non');
  });

  it('of somebody who was removed go with them', async () => {
    const helper = await portal.account();
    await accept(await portal.signIn(helper), await invite('aide@example.org', 'manager'));
    const helperClient = await portal.signIn(helper);
    await helperClient.submit(await helperClient.get(`/organisations/${id}`), INVITE, {
      email: 'porte-derobee@example.org',
      role: 'member',
    });
    const link = await linkIn('porte-derobee@example.org');
    const membership = await portal.database.getRepository(Membership).findOneByOrFail({ accountId: helper.id });
    await client.submit(await client.get(`/organisations/${id}`), `form[action$="${membership.id}/retrait"]`);
    expect((await accept(helperClient, link)).html).toContain('annulée');
    expect(await isMember(helper)).toBe(false);
  });

  it('of somebody who may do less now are void: they could be to themselves', async () => {
    const helper = await portal.account();
    const helperClient = await portal.signIn(helper);
    await accept(helperClient, await invite('co-responsable@example.org', 'owner'));
    await helperClient.submit(await helperClient.get(`/organisations/${id}`), INVITE, {
      email: 'retour@example.org',
      role: 'owner',
    });
    const link = await linkIn('retour@example.org');
    const memberships = portal.database.getRepository(Membership);
    const membership = await memberships.findOneByOrFail({ accountId: helper.id });
    const token = client.csrf(await client.get(`/organisations/${id}`));
    await client.post(
      `/organisations/${id}/membres/${membership.id}/role`,
      new URLSearchParams({ _csrf: token, role: 'member' }),
    );
    expect((await accept(helperClient, link)).html).toContain('annulée');
    expect((await memberships.findOneByOrFail({ accountId: helper.id })).role).toBe('member');
  });
});
