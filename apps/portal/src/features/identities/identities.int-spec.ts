import {
  startOpenIdPeer,
  type OpenIdFault,
  type OpenIdPeer,
  type OpenIdPerson,
  type Page,
  type PageClient,
} from '@ronron/testing';
import { HOUR, MINUTE } from '@ronron/kernel';
import { linkIn } from '../../testing/mailed-links.js';
import { startTestPortal, TestPortal } from '../../testing/portal-harness.js';
import { Account } from '../accounts/account.entity.js';
import { LinkedIdentity } from './linked/linked-identity.entity.js';
import { IdentityProvider } from './providers/identity-provider.entity.js';

const PUBLIC = 'http://localhost:8080';
const SECRET = 'a secret of the provider';

describe('identities of outside providers', () => {
  let portal: TestPortal;
  let state: OpenIdPeer;
  let own: OpenIdPeer;
  let people = 0;

  const peerFor = (slug: string, signedUserinfo: 'ES256' | null): Promise<OpenIdPeer> =>
    startOpenIdPeer({
      clientId: 'portal',
      clientSecret: SECRET,
      redirectUris: [`${PUBLIC}/connexion/avec/${slug}/retour`],
      signOutReturn: `${PUBLIC}/`,
      signedUserinfo,
    });

  beforeAll(async () => {
    portal = await startTestPortal();
    [state, own] = [await peerFor('proconnect', 'ES256'), await peerFor('annuaire', null)];
    const admin = await portal.signIn({ administrator: true });
    const add = async (profile: string, values: Record<string, string>): Promise<void> => {
      const form = await admin.get(`/admin/identites/nouveau/${profile}`);
      const after = await admin.submit(form, 'main form', {
        clientId: 'portal',
        secret: SECRET,
        allowPrivate: 'on',
        ...values,
      });
      expect(after.path).toBe('/admin/identites');
    };
    await add('proconnect', { issuer: state.issuer, signingAlgorithm: 'ES256' });
    await add('openid', { issuer: own.issuer, label: 'Annuaire' });
    await portal.commune();
  });
  afterAll(async () => {
    await Promise.all([state.stop(), own.stop()]);
    await portal.stop();
  });
  afterEach(async () => {
    for (const peer of [state, own]) Object.assign(peer, { fault: null, acr: 'eidas1', amr: ['pwd'] });
    // All of them come from one network address.
    await portal.database.query('TRUNCATE rate_limit');
  });

  const newPerson = (claims: Partial<OpenIdPerson> = {}): OpenIdPerson => {
    const sub = `person-${people++}`;
    return { sub, given_name: 'Soazig', usual_name: 'Le Roux', email: `${sub}@mairie.example`, ...claims };
  };

  const pathOf = (address: string): string => new URL(address).pathname + new URL(address).search;

  /** Leaves for the provider and comes back. */
  async function goThrough(peer: OpenIdPeer, slug: string, client: PageClient, query = ''): Promise<Page> {
    const away = await client.leave(`/connexion/avec/${slug}${query}`);
    if (!(away instanceof URL)) return away;
    return client.get(pathOf(await peer.visit(away.href)));
  }

  const isSignedIn = async (client: PageClient): Promise<boolean> => (await client.get('/compte')).path === '/compte';

  /** An account to which `person` of the State's provider is linked, by its own pages. */
  async function linkedAccount(person: OpenIdPerson): Promise<{ account: Account; client: PageClient }> {
    const account = await portal.account();
    const client = await portal.signIn(account);
    state.person = person;
    const asked = await client.submit(await client.get('/compte/identites'), 'form[action$="/ajout/proconnect"]');
    const departure = asked.$('main a.button--primary').attr('href')!;
    const away = (await client.leave(departure)) as URL;
    const after = await client.get(pathOf(await state.visit(away.href)));
    expect(after.path).toBe('/compte/identites');
    expect(after.$('#identites tbody tr')).toHaveLength(1);
    return { account, client };
  }

  describe('sign in', () => {
    it('with what the profile of ProConnect asks for, and nothing that it would refuse', async () => {
      const person = newPerson({ siret: '21290232000018', idp_id: 'idp-1' });
      const { account } = await linkedAccount(person);
      const client = portal.visitor();
      const page = await goThrough(state, 'proconnect', client);
      expect(page.status).toBe(200);
      expect((await client.get('/compte')).html).toContain(account.email);
      const asked = Object.fromEntries(state.lastRequest);
      expect(Object.keys(asked).sort()).toEqual([
        'acr_values',
        'client_id',
        'nonce',
        'redirect_uri',
        'response_type',
        'scope',
        'state',
      ]);
      expect(asked).toMatchObject({
        acr_values: 'eidas1',
        response_type: 'code',
        scope: 'openid given_name usual_name email siret idp_id',
      });
      expect(asked['nonce']!.length).toBeGreaterThanOrEqual(32);
      expect(asked['state']!.length).toBeGreaterThanOrEqual(32);
      expect(state.lastExchange.has('code_verifier')).toBe(false);
      const [linked] = await portal.database.getRepository(LinkedIdentity).findBy({ accountId: account.id });
      expect(linked).toMatchObject({ authority: 'idp-1', siret: '21290232000018', label: person['email'] });
    });

    it('with PKCE where the profile is that of the standard', async () => {
      own.person = newPerson();
      await goThrough(own, 'annuaire', portal.visitor());
      expect(own.lastRequest.get('code_challenge_method')).toBe('S256');
      expect(own.lastExchange.get('code_verifier')).toMatch(/^[\w-]{43}$/);
    });

    it('keep people of different authorities apart who have the same sub', async () => {
      const person = newPerson({ idp_id: 'idp-1' });
      await linkedAccount(person);
      state.person = { ...person, idp_id: 'idp-2' };
      const page = await goThrough(state, 'proconnect', portal.visitor());
      expect(page.path).toBe('/connexion/avec/proconnect/compte');
    });

    it('go on to where people wanted to go, never to another site', async () => {
      await linkedAccount(newPerson());
      expect((await goThrough(state, 'proconnect', portal.visitor(), '?suite=/demandes')).path).toBe('/demandes');
      const page = await goThrough(state, 'proconnect', portal.visitor(), '?suite=//evil.example');
      expect(page.path).toBe('/mes-services');
    });

    it('renew the session', async () => {
      await linkedAccount(newPerson());
      const client = portal.visitor();
      const away = (await client.leave('/connexion/avec/proconnect')) as URL;
      const before = client.cookie('ronron');
      await client.get(pathOf(await state.visit(away.href)));
      expect(await isSignedIn(client)).toBe(true);
      expect(client.cookie('ronron')).not.toBe(before);
    });

    it('ask for the second factor that the account wants, unless the provider is trusted to have seen it', async () => {
      const { account } = await linkedAccount(newPerson());
      await portal.database
        .getRepository(Account)
        .update({ id: account.id }, { secondFactorSince: portal.clock.now() });
      state.amr = ['pwd', 'mfa'];
      const client = portal.visitor();
      await goThrough(state, 'proconnect', client).catch(() => undefined);
      expect(await isSignedIn(client)).toBe(false);
      const providers = portal.database.getRepository(IdentityProvider);
      await providers.update({ slug: 'proconnect' }, { trustsMfa: true });
      expect((await goThrough(state, 'proconnect', client)).path).toBe('/mes-services');
      expect(JSON.parse(state.lastRequest.get('claims')!)).toEqual({ id_token: { amr: { essential: true } } });
      await providers.update({ slug: 'proconnect' }, { trustsMfa: false });
    });

    it('let nobody into a suspended account', async () => {
      const { account } = await linkedAccount(newPerson());
      await portal.database.getRepository(Account).update({ id: account.id }, { suspendedAt: portal.clock.now() });
      const client = portal.visitor();
      expect((await goThrough(state, 'proconnect', client)).$('main').parent().text()).toContain('suspendu');
      expect(await isSignedIn(client)).toBe(false);
    });

    it('end over there too when people sign out here', async () => {
      await linkedAccount(newPerson());
      const client = portal.visitor();
      const page = await goThrough(state, 'proconnect', client);
      const out = await client.submit(page, 'form[action$="/deconnexion"]');
      const address = new URL(out.$('main a.button--primary').attr('href')!);
      expect(out.headers.get('refresh')).toBe(`0; url=${address.href}`);
      expect(address.href).toContain(`${state.issuer}/session/end`);
      expect(address.searchParams.get('id_token_hint')!.split('.')).toHaveLength(3);
      expect(address.searchParams.get('post_logout_redirect_uri')).toBe(`${PUBLIC}/`);
      expect(await isSignedIn(client)).toBe(false);
    });
  });

  describe('are refused', () => {
    const faults: readonly (readonly [OpenIdFault, string])[] = [
      ['down', 'ne répond pas'],
      ['wrong nonce', 'pas été acceptée'],
      ['wrong issuer', 'pas été acceptée'],
      ['foreign key', 'pas été acceptée'],
      ['no signature', 'pas été acceptée'],
      ['HS256 by the public key', 'pas été acceptée'],
      ['HS256 by the secret', 'pas été acceptée'],
      ['unsigned userinfo', 'pas été acceptée'],
      ['userinfo of somebody else', 'pas été acceptée'],
    ];

    it.each(faults)('when the provider is or sends: %s', async (fault, message) => {
      await linkedAccount(newPerson());
      const client = portal.visitor();
      const away = (await client.leave('/connexion/avec/proconnect')) as URL;
      // Down only when the code is exchanged: the person was there a moment ago.
      const back = fault === 'down' ? await state.visit(away.href) : null;
      state.fault = fault;
      const page = await client.get(pathOf(back ?? (await state.visit(away.href))));
      expect(page.path).toBe('/connexion');
      expect(page.$.text()).toContain(message);
      expect(await isSignedIn(client)).toBe(false);
    });

    it.each<OpenIdFault>(['no signature', 'HS256 by the public key', 'HS256 by the secret'])(
      'when no algorithm was set up and the ID token comes with: %s',
      async (fault) => {
        own.person = newPerson();
        const client = portal.visitor();
        own.fault = fault;
        const page = await goThrough(own, 'annuaire', client);
        expect(page.path).toBe('/connexion');
        expect(page.$.text()).toContain('pas été acceptée');
        expect((await client.get('/connexion/avec/annuaire/compte')).path).toBe('/connexion');
        own.fault = null;
        expect((await goThrough(own, 'annuaire', client)).path).toBe('/connexion/avec/annuaire/compte');
      },
    );

    it('when the provider says nothing any more, on the way out and on the way back', async () => {
      await linkedAccount(newPerson());
      const client = portal.visitor();
      const away = (await client.leave('/connexion/avec/proconnect')) as URL;
      const back = await state.visit(away.href);
      // What changed is read anew before anybody leaves for it.
      await portal.database.getRepository(IdentityProvider).update({ slug: 'annuaire' }, { updatedAt: new Date(0) });
      state.fault = own.fault = 'silent';
      const pages = await Promise.all([client.get(pathOf(back)), portal.visitor().get('/connexion/avec/annuaire')]);
      for (const page of pages) {
        expect([page.status, page.path]).toEqual([200, '/connexion']);
        expect(page.$.text()).toContain('ne répond pas');
      }
      expect(await isSignedIn(client)).toBe(false);
    }, 20_000);

    it('below the level that was asked for, but not above it', async () => {
      await linkedAccount(newPerson());
      state.acr = 'eidas0';
      const client = portal.visitor();
      expect((await goThrough(state, 'proconnect', client)).$.text()).toContain('niveau demandé');
      expect(await isSignedIn(client)).toBe(false);
      state.acr = 'eidas3';
      expect((await goThrough(state, 'proconnect', client)).path).toBe('/mes-services');
    });

    it('with a state that is forged, another’s, or used before', async () => {
      await linkedAccount(newPerson());
      const client = portal.visitor();
      const away = (await client.leave('/connexion/avec/proconnect')) as URL;
      const back = new URL(await state.visit(away.href));
      // Login CSRF: somebody else’s answer in my browser.
      expect((await portal.visitor().get(pathOf(back.href))).path).toBe('/connexion');
      const other = portal.visitor();
      await other.leave('/connexion/avec/proconnect');
      expect((await other.get(pathOf(back.href))).path).toBe('/connexion');
      expect(await isSignedIn(other)).toBe(false);
      const forged = new URL(back);
      forged.searchParams.set('state', 'x'.repeat(43));
      expect((await client.get(pathOf(forged.href))).path).toBe('/connexion');
      // Its departure is used up: the right answer comes too late.
      expect((await client.get(pathOf(back.href))).path).toBe('/connexion');
      expect(await isSignedIn(client)).toBe(false);
    });

    it('at the address of another provider (mix-up)', async () => {
      await linkedAccount(newPerson());
      const client = portal.visitor();
      const away = (await client.leave('/connexion/avec/proconnect')) as URL;
      await client.leave('/connexion/avec/annuaire');
      const back = pathOf(await state.visit(away.href));
      expect((await client.get(back.replace('/proconnect/', '/annuaire/'))).path).toBe('/connexion');
      expect((await client.get(back)).path).toBe('/connexion');
      expect(await isSignedIn(client)).toBe(false);
    });

    it('when people took too long, said no, or came from nowhere', async () => {
      const client = portal.visitor();
      const away = (await client.leave('/connexion/avec/proconnect')) as URL;
      portal.clock.advance(16 * MINUTE);
      expect((await client.get(pathOf(await state.visit(away.href)))).$.text()).toContain('trop de temps');
      portal.clock.advance(-16 * MINUTE);
      const again = (await client.leave('/connexion/avec/proconnect')) as URL;
      const no = `/connexion/avec/proconnect/retour?error=access_denied&state=${again.searchParams.get('state')}&iss=${encodeURIComponent(state.issuer)}`;
      expect((await client.get(no)).$.text()).toContain('renoncé');
      expect((await portal.visitor().get('/connexion/avec/proconnect/retour')).path).toBe('/connexion');
      expect((await portal.visitor().get('/connexion/avec/nulle-part')).status).toBe(404);
    });

    it('by a provider that is switched off', async () => {
      await portal.database.getRepository(IdentityProvider).update({ slug: 'annuaire' }, { enabled: false });
      expect((await portal.visitor().get('/connexion/avec/annuaire')).status).toBe(404);
      expect((await portal.visitor().get('/connexion')).html).not.toContain('/connexion/avec/annuaire');
      await portal.database.getRepository(IdentityProvider).update({ slug: 'annuaire' }, { enabled: true });
    });
  });

  it('are left out where their profile is unknown, and take no other way in with them', async () => {
    const providers = portal.database.getRepository(IdentityProvider);
    const change = `UPDATE identity_provider SET profile = 'inconnu' WHERE slug = 'annuaire'`;
    await expect(portal.database.query(change)).rejects.toThrow('identity_provider_profile');
    // A later version may know more profiles, and be taken back.
    await portal.database.query('ALTER TABLE identity_provider DROP CONSTRAINT identity_provider_profile');
    await portal.database.query(change);
    const page = await portal.visitor().get('/connexion');
    expect(page.status).toBe(200);
    expect(page.html).toContain('/connexion/avec/proconnect');
    expect(page.html).not.toContain('/connexion/avec/annuaire');
    expect((await portal.visitor().get('/connexion/avec/annuaire')).status).toBe(404);
    const mine = await (await portal.signIn(await portal.account())).get('/compte/identites');
    expect([mine.status, mine.html.includes('/ajout/annuaire')]).toEqual([200, false]);
    const admin = await portal.signIn({ administrator: true });
    const { id } = await providers.findOneByOrFail({ slug: 'annuaire' });
    const form = await admin.get(`/admin/identites/${id}`);
    expect((await admin.get('/admin/identites')).$('main').text()).toContain('choisissez-le de nouveau');
    expect((await admin.submit(form, 'main form', { profile: 'openid' })).path).toBe('/admin/identites');
    expect((await portal.visitor().get('/connexion')).html).toContain('/connexion/avec/annuaire');
  });

  describe('make accounts', () => {
    const fill = (client: PageClient, page: Page, values: Record<string, string> = {}): Promise<Page> =>
      client.submit(page, 'form[action$="/compte"]', {
        age: 'fifteen-or-more',
        commune: '29000',
        terms: 'on',
        ...values,
      });

    const accountOf = (email: string): Promise<Account | null> =>
      portal.database.getRepository(Account).findOneBy({ email });

    it('at once when the provider vouches for the address', async () => {
      own.person = { sub: 'vouched', name: 'Tanguy Quéré', email: 'Tanguy@Mairie.example', email_verified: true };
      const client = portal.visitor();
      const page = await goThrough(own, 'annuaire', client, '?suite=/demandes');
      expect(page.$('input[name=displayName]').attr('value')).toBe('Tanguy Quéré');
      expect(await accountOf('tanguy@mairie.example')).toBeNull();
      const unticked = await client.submit(page, 'form[action$="/compte"]', { commune: '29000' });
      expect(unticked.status).toBe(422);
      expect((await fill(client, unticked)).path).toBe('/demandes');
      expect(await accountOf('tanguy@mairie.example')).toMatchObject({
        confirmedAt: expect.any(Date),
        termsVersion: '1',
      });
      expect((await goThrough(own, 'annuaire', portal.visitor())).path).toBe('/mes-services');
    });

    it('below 15 years once a parent has agreed, even when the provider vouches for the address', async () => {
      const email = 'enfant@mairie.example';
      own.person = { sub: 'child', name: 'Lou Quéré', email, email_verified: true };
      const client = portal.visitor();
      const page = await goThrough(own, 'annuaire', client);
      const age = 'under-fifteen';
      expect((await fill(client, page, { age })).$('#field-parentEmail-error')).toHaveLength(1);
      const waits = '/connexion/accord-parental';
      expect((await fill(client, page, { age, parentEmail: 'mamm@exemple.bzh' })).path).toBe(waits);
      expect((await goThrough(own, 'annuaire', portal.visitor())).path).toBe(waits);
      expect(await isSignedIn(client)).toBe(false);
      const parent = portal.visitor();
      const question = await parent.get(linkIn((await portal.mailsTo('mamm@exemple.bzh'))[0]!, '/accord-parental/'));
      await parent.submit(question, 'main form', { answer: 'agree' });
      expect((await goThrough(own, 'annuaire', portal.visitor())).path).toBe('/mes-services');
    });

    it('after a mail when it does not, and only for who has both the mailbox and the identity', async () => {
      const person = newPerson();
      const email = String(person['email']);
      state.person = person;
      const client = portal.visitor();
      const sent = await fill(client, await goThrough(state, 'proconnect', client));
      expect(sent.path).toBe('/inscription/envoi');
      expect(await isSignedIn(client)).toBe(false);
      const link = linkIn((await portal.mailsTo(email)).at(-1)!, '/connexion/avec/proconnect/confirmation/');
      // The ordinary page of confirmation is for who has a password.
      for (let look = 0; look < 2; look++) expect((await portal.visitor().get(link)).status).toBe(200);
      expect((await accountOf(email))!.confirmedAt).toBeNull();
      const departure = (await portal.visitor().get(link)).$('main a.button--primary').attr('href')!;
      state.person = newPerson();
      const stranger = portal.visitor();
      const refused = await goThrough(state, 'proconnect', stranger, departure.slice(departure.indexOf('?')));
      expect(refused.$.text()).toContain('pas l’identité');
      expect((await accountOf(email))!.confirmedAt).toBeNull();
      state.person = person;
      const elsewhere = portal.visitor();
      await goThrough(state, 'proconnect', elsewhere, departure.slice(departure.indexOf('?')));
      expect(await isSignedIn(elsewhere)).toBe(true);
      expect((await accountOf(email))!.confirmedAt).not.toBeNull();
    });

    it('never merge by address: the mailbox is told, the page says the same', async () => {
      const holder = await portal.account();
      const free = newPerson();
      const answers: Page[] = [];
      for (const email of [holder.email, String(free['email'])]) {
        state.person = newPerson({ email, email_verified: false });
        const client = portal.visitor();
        answers.push(await fill(client, await goThrough(state, 'proconnect', client)));
      }
      expect(answers[0]!.path).toBe(answers[1]!.path);
      expect(answers[0]!.$('main').text()).toBe(answers[1]!.$('main').text());
      expect((await portal.mailsTo(holder.email)).at(-1)!.subject).toBe('Vous avez déjà un compte');
      expect(await portal.database.getRepository(LinkedIdentity).countBy({ accountId: holder.id })).toBe(0);
    });

    it('even a vouched address does not open the account that has it', async () => {
      const holder = await portal.account();
      own.person = { sub: 'same-address', name: 'Somebody', email: holder.email, email_verified: true };
      const client = portal.visitor();
      const page = await fill(client, await goThrough(own, 'annuaire', client));
      expect(page.path).toBe('/inscription/envoi');
      expect(await isSignedIn(client)).toBe(false);
      expect(await portal.database.getRepository(LinkedIdentity).countBy({ accountId: holder.id })).toBe(0);
    });

    it.each(['sign-up', 'reset'])(
      'leave no way in to whoever claimed an address before its holder came (%s)',
      async (way) => {
        const victim = `victim-${way}@example.org`;
        state.person = newPerson({ email: victim });
        const thief = portal.visitor();
        await fill(thief, await goThrough(state, 'proconnect', thief));
        const holder = portal.visitor();
        const password = 'agrafe pluie mandarine 7';
        if (way === 'sign-up') {
          const values = {
            displayName: 'Victim',
            email: victim,
            age: 'fifteen-or-more',
            commune: '29000',
            password,
            terms: 'on',
          };
          await holder.submit(await holder.get('/inscription'), 'form[action$="/inscription"]', values);
          const link = linkIn((await portal.mailsTo(victim)).at(-1)!, '/inscription/confirmation/');
          await holder.submit(await holder.get(link), 'main form', { password });
        } else {
          await holder.submit(await holder.get('/mot-de-passe-oublie'), 'main form', { email: victim });
          await portal.runJobs();
          const reset = (await portal.mailsTo(victim))
            .map((mail) => mail.body.match(/\/mot-de-passe\/[\w-]{43}/)?.[0])
            .find(Boolean)!;
          await holder.submit(await holder.get(reset), 'main form', { password });
        }
        expect((await accountOf(victim))!.confirmedAt).not.toBeNull();
        const again = await goThrough(state, 'proconnect', thief);
        expect(again.path).toBe('/connexion/avec/proconnect/compte');
        expect(await isSignedIn(thief)).toBe(false);
      },
    );
  });

  describe('are linked', () => {
    it('by who asked for it on a page of ours, with a token against forged requests', async () => {
      const client = await portal.signIn();
      state.person = newPerson();
      const forged = await client.post('/compte/identites/ajout/proconnect', new URLSearchParams({}));
      expect(forged.status).toBe(403);
      // An address alone signs in or up, it never links.
      const page = await goThrough(state, 'proconnect', client, '?rattachement=1');
      expect(page.path).toBe('/connexion/avec/proconnect/compte');
      expect((await client.get('/compte/identites')).$('#identites')).toHaveLength(0);
    });

    it('with a recent proof only', async () => {
      const client = await portal.signIn();
      const page = await client.get('/compte/identites');
      portal.clock.advance(HOUR);
      const asked = await client.submit(page, 'form[action$="/ajout/proconnect"]');
      expect(asked.path).toContain('/connexion/confirmation');
      portal.clock.advance(-HOUR);
    });

    it('to one account each, told by mail, and unlinked by their holder alone', async () => {
      const person = newPerson();
      const { account, client } = await linkedAccount(person);
      expect((await portal.mailsTo(account.email)).at(-1)!.subject).toBe('ProConnect ouvre maintenant votre compte');
      const other = await portal.signIn();
      const asked = await other.submit(await other.get('/compte/identites'), 'form[action$="/ajout/proconnect"]');
      const away = (await other.leave(asked.$('main a.button--primary').attr('href')!)) as URL;
      const refused = await other.get(pathOf(await state.visit(away.href)));
      expect(refused.$.text()).toContain('ouvre déjà un autre compte');
      const page = await client.get('/compte/identites');
      const action = page.$('#identites form').attr('action')!;
      const _csrf = other.csrf(refused);
      expect((await other.post(action, new URLSearchParams({ _csrf }))).status).toBe(404);
      const after = await client.submit(page, '#identites form');
      expect(after.$('#identites')).toHaveLength(0);
      expect((await portal.mailsTo(account.email)).at(-1)!.subject).toBe('ProConnect n’ouvre plus votre compte');
      expect((await goThrough(state, 'proconnect', portal.visitor())).path).toBe('/connexion/avec/proconnect/compte');
    });
  });

  describe('are set up', () => {
    it('with a secret that is sealed, never shown, and asked for again when the issuer changes', async () => {
      const admin = await portal.signIn({ administrator: true });
      const provider = await portal.database.getRepository(IdentityProvider).findOneByOrFail({ slug: 'annuaire' });
      expect(provider.clientSecret).toMatch(/^v1\./);
      const page = await admin.get(`/admin/identites/${provider.id}`);
      expect(page.html).not.toContain(SECRET);
      expect(page.html).toContain(`${PUBLIC}/connexion/avec/annuaire/retour`);
      const moved = await admin.submit(page, 'main form', { issuer: 'https://elsewhere.example' });
      expect(moved.status).toBe(422);
      expect(moved.$('#field-secret-error').text()).toContain('de nouveau');
      const kept = await admin.submit(page, 'main form', { label: 'Annuaire de la ville' });
      expect(kept.path).toBe('/admin/identites');
      const [entry] = await portal.database.query<{ after: object }[]>(
        `SELECT after FROM audit_entry WHERE action = 'identity-provider.changed'`,
      );
      expect(JSON.stringify(entry)).not.toContain(SECRET);
    });

    it('of the kinds there are', async () => {
      const admin = await portal.signIn({ administrator: true });
      expect((await admin.get('/admin/identites/nouveau/franceconnect')).status).toBe(200);
      expect((await admin.get('/admin/identites/nouveau/inconnu')).status).toBe(404);
    });

    it('with an address that can be one', async () => {
      const admin = await portal.signIn({ administrator: true });
      const form = await admin.get('/admin/identites/nouveau/openid');
      for (const issuer of [
        '',
        'ftp://a.example',
        'https://a.example/?x=1',
        'https://user:pass@a.example',
        own.issuer,
      ]) {
        const page = await admin.submit(form, 'main form', { label: 'X', issuer, clientId: 'x', secret: 'x' });
        expect(page.status).toBe(422);
        expect(page.$('#field-issuer-error')).toHaveLength(1);
      }
    });

    it('and tried at once', async () => {
      const admin = await portal.signIn({ administrator: true });
      const check = async (label: string): Promise<string> => {
        const page = await admin.get('/admin/identites');
        const row = page.$('tbody tr').filter((_, line) => page.$(line).text().includes(label));
        return (await admin.submit(page, `form[action="${row.find('form').attr('action')}"]`)).$.text();
      };
      expect(await check('ProConnect')).toContain('répond et se présente');
      state.fault = 'down';
      expect(await check('ProConnect')).toContain('ne répond pas');
    });

    it('by administrators alone', async () => {
      const client = await portal.signIn();
      expect((await client.get('/admin/identites')).status).toBe(403);
    });
  });
});
