import { DAY } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import * as client from 'openid-client';
import { anOrganisation, aService } from '../../testing/request-scene.js';
import { CALLBACK, leadsTo, SsoScene, type Tool } from '../../testing/sso-scene.js';
import { AccountSessions } from '../accounts/account-sessions.service.js';
import { ServiceEditor } from '../catalogue/service-editor.service.js';
import type { Service } from '../catalogue/service.entity.js';
import { ClientDirectory } from './clients/client-directory.service.js';
import { OidcClient } from './clients/oidc-client.entity.js';
import { SsoStoragePurge } from './storage/storage-purge.service.js';

describe('the sign-in to a service', () => {
  let scene: SsoScene;

  beforeAll(async () => {
    scene = await SsoScene.start();
  });
  afterAll(() => scene.stop());

  const clientOf = (service: Service): Promise<OidcClient | null> =>
    scene.portal.database.getRepository(OidcClient).findOneBy({ serviceId: service.id });
  const operator = async (): Promise<ReturnType<typeof scene.browser>> => {
    const structure = await scene.portal.structure();
    return scene.signedIn(await scene.portal.account({ operatorOf: structure.id }));
  };
  const pathOf = (service: Service): string => `/operateur/services/${service.id}/connexion`;
  const pasted = (page: Page): string => page.$('pre').text();
  const secretOn = (page: Page): string => /client_secret: (\S{40,})/.exec(pasted(page))![1]!;
  const isTaken = async (id: string, secret: string): Promise<boolean> =>
    client.clientCredentialsGrant(await scene.discover(id, secret), { scope: 'entitlements' }).then(
      () => true,
      () => false,
    );

  it('is shown to its operators, ready to paste, with a secret that is shown once', async () => {
    const service = await aService(scene.portal, {
      connectorId: 'nextcloud',
      connectorSettings: {},
      address: 'https://nuage.example/',
    });
    const browser = await operator();
    const page = await browser.get(pathOf(service));
    const { id, redirectUris } = (await clientOf(service))!;
    expect(redirectUris).toContain('https://nuage.example/apps/user_oidc/code');
    expect(pasted(page)).toContain(`--clientid='${id}'`);
    expect(pasted(page)).toContain(`${scene.front.origin}/oidc/.well-known/openid-configuration`);
    const made = await browser.submit(page, 'form[action$="/connexion/secret"]');
    const secret = /--clientsecret='([^']{40,})'/.exec(pasted(made))![1]!;
    expect(made.headers.get('cache-control')).toContain('no-store');
    expect(pasted(await browser.get(pathOf(service)))).not.toContain(secret);
    const rows = await scene.portal.database.query<{ row: string }[]>(
      'SELECT row_to_json(c)::text AS row FROM oidc_client c',
    );
    expect(rows.map(({ row }) => row).join()).not.toContain(secret);
    const config = await scene.discover(id, secret);
    expect((await client.clientCredentialsGrant(config, { scope: 'entitlements' })).access_token).toBeDefined();
  });

  it('takes its secret before beside a new one, until an operator ends it; reloading the page makes no other', async () => {
    // Each process remembers clients for a few seconds; the one that changed it does not.
    scene.front.sendTo(scene.portal.origin);
    const { service } = await scene.tool();
    const browser = await operator();
    const press = async (verb: string): Promise<Page> =>
      browser.submit(await browser.get(pathOf(service)), `form[action$="/connexion/${verb}"]`);
    const { id } = (await clientOf(service))!;
    const first = secretOn(await press('secret'));
    const second = secretOn(await press('secret'));
    await browser.get(pathOf(service));
    expect(await Promise.all([isTaken(id, first), isTaken(id, second)])).toEqual([true, true]);
    expect((await browser.get(pathOf(service))).$('aside').text()).toContain('L’ancien secret marche encore jusqu’au');
    await press('ancien-secret/fin');
    expect(await Promise.all([isTaken(id, first), isTaken(id, second)])).toEqual([false, true]);
    scene.front.sendTo(scene.portal.origin, scene.other.origin);
  });

  it('is made with the service, moves with its address, and goes with a connector that cannot do it', async () => {
    const structure = await scene.portal.structure();
    const administrator = await scene.portal.account({ administrator: true });
    const actor = await scene.portal.app.get(AccountSessions).actorOf(administrator, '127.0.0.1');
    const like = await aService(scene.portal);
    const editor = scene.portal.app.get(ServiceEditor);
    const values = {
      name: 'Nuage neuf',
      slug: '',
      structureId: structure.id,
      softwareId: like.softwareId,
      softwareVersion: '',
      summary: 'x',
      description: '',
      needs: ['store'],
      audiences: ['residents'],
      address: 'https://neuf.example',
      accessMode: 'open',
      capacity: null,
      quotaGigabytes: null,
      dataLocation: '',
      backupPolicy: '',
      eligibleCommunes: [],
      eligibleKinds: [],
      alternativeHelp: '',
      connectorId: 'nextcloud',
      approvedHosts: [],
      allowPrivateHosts: false,
      published: false,
      seen: '',
    } as never as Parameters<ServiceEditor['create']>[1];
    const made = await editor.create(actor, values);
    const service = { id: (made as { value: string }).value } as Service;
    expect((await clientOf(service))!.redirectUris[0]).toBe('https://neuf.example/apps/user_oidc/code');
    await editor.update(actor, service.id, { ...values, address: 'https://ailleurs.example' });
    expect((await clientOf(service))!.redirectUris[0]).toBe('https://ailleurs.example/apps/user_oidc/code');
    const { id } = (await clientOf(service))!;
    await editor.update(actor, service.id, { ...values, connectorId: 'jitsi' });
    expect(await clientOf(service)).toBeNull();
    // Whoever was in it is still signed out there.
    const left = await scene.portal.database.getRepository(OidcClient).findOneByOrFail({ id });
    expect([left.name, left.disabledAt, left.removedAt]).toEqual(['Nuage neuf', expect.any(Date), expect.any(Date)]);
  });

  it('takes the addresses of a tool that nobody here knows, and refuses what is none', async () => {
    const service = await aService(scene.portal, { connectorId: 'link', connectorSettings: {} });
    const browser = await operator();
    const page = await browser.get(pathOf(service));
    const form = 'form[action$="/connexion"]';
    for (const redirectUris of ['javascript:alert(1)', 'http://outil.example/retour', 'https://outil.example/#x']) {
      const wrong = await browser.submit(page, form, { redirectUris });
      expect([wrong.status, wrong.$('#field-redirectUris').val()]).toEqual([422, redirectUris]);
    }
    const values = {
      redirectUris: 'https://outil.example/retour',
      scopes: ['profile', 'quota'],
      consent: 'on',
      pairwise: 'on',
    };
    const saved = await browser.submit(page, form, values);
    expect(saved.status).toBe(200);
    const kept = (await clientOf(service))!;
    expect(kept).toMatchObject({ redirectUris: [values.redirectUris], scopes: ['profile', 'quota'], consent: true });
    const salt = kept.pairwiseSalt;
    expect(salt).not.toBeNull();
    // From the first secret on, who people are there stays.
    await browser.submit(saved, 'form[action$="/connexion/secret"]');
    const later = await browser.get(pathOf(service));
    expect(later.$('#field-pairwise')).toHaveLength(0);
    await browser.submit(later, form, { ...values, consent: '' });
    expect((await clientOf(service))!.pairwiseSalt).toBe(salt);
  });

  it('is no affair of another structure’s operators', async () => {
    const service = await aService(scene.portal, { connectorId: 'link', connectorSettings: {} });
    const elsewhere = await scene.portal.structure('Ailleurs');
    const browser = await scene.signedIn(await scene.portal.account({ operatorOf: elsewhere.id }));
    expect((await browser.get(pathOf(service))).status).toBe(404);
  });

  it('is listed to the person with what the tool knows, and ended by them', async () => {
    const tool = await scene.tool({ scopes: ['profile', 'email'], service: { name: 'Le nuage' } });
    const account = await scene.portal.account();
    await scene.subscribe(account, tool);
    const browser = await scene.signedIn(account);
    expect((await browser.get('/compte/applications')).$('table')).toHaveLength(0);
    const tokens = await scene.open(browser, tool);
    const page = await browser.get('/compte/applications');
    expect(page.$('tbody th').text()).toBe('Le nuage');
    expect(page.$('tbody li')).toHaveLength(3);
    const stranger = await scene.signedIn(await scene.portal.account());
    const strangers = await stranger.get('/compte/applications');
    const body = new URLSearchParams({ _csrf: stranger.csrf(strangers) });
    expect((await stranger.post(`/compte/applications/${tool.id}/fin`, body)).status).toBe(404);
    const ended = await browser.submit(page, 'form[action$="/fin"]');
    expect(ended.$('table')).toHaveLength(0);
    await expect(client.fetchUserInfo(tool.config, tokens.access_token, account.id)).rejects.toThrow();
    // The portal itself is not left.
    expect((await browser.get('/compte')).path).toBe('/compte');
  });

  describe('of an application that is no service', () => {
    const VALUES = { name: 'Le site de la commune', redirectUris: CALLBACK, scopes: ['profile'], consent: 'on' };

    interface Registered {
      readonly browser: PageClient;
      readonly path: string;
      readonly tool: Tool;
    }

    /** As an administrator registers it; an independent library uses what the page shows, this once. */
    async function registered(values: Record<string, string | string[]> = {}): Promise<Registered> {
      const browser = await scene.signedIn(await scene.portal.account({ administrator: true }));
      const form = await browser.get('/admin/applications/nouvelle');
      const page = await browser.submit(form, 'form[action$="/admin/applications"]', { ...VALUES, ...values });
      const id = /client_id: (\S+)/.exec(pasted(page))![1]!;
      const secret = secretOn(page);
      expect(page.headers.get('cache-control')).toContain('no-store');
      const path = `/admin/applications/${id}`;
      expect(pasted(await browser.get(path))).not.toContain(secret);
      return { browser, path, tool: { id, secret, config: await scene.discover(id, secret) } as Tool };
    }

    const press = async ({ browser, path }: Registered, verb: string): Promise<Page> =>
      browser.submit(await browser.get(path), `form[action$="${path}/${verb}"]`);

    // Each process remembers clients for a few seconds; the one that changed it does not.
    beforeEach(() => scene.front.sendTo(scene.portal.origin));
    afterEach(() => scene.front.sendTo(scene.portal.origin, scene.other.origin));

    it('asks people first, tells what they agreed to and no more, and knows them by a name of its own', async () => {
      const { tool } = await registered({ pairwise: 'on' });
      const account = await scene.portal.account({ displayName: 'Soizic' });
      const browser = await scene.signedIn(account);
      const refused = (await scene.follow(browser, await scene.ask(tool))) as Page;
      expect(refused.$('main').text()).toContain('Le site de la commune');
      expect(refused.$('main').text()).toContain('outil.example');
      expect(refused.$('main li')).toHaveLength(2);
      const back = await browser.leave(leadsTo(await browser.submit(refused, 'form[action$="/abandon"]')));
      expect((back as URL).searchParams.get('error')).toBe('access_denied');

      const asked = await scene.ask(tool);
      const page = (await scene.follow(browser, asked)) as Page;
      const agreed = await browser.submit(page, 'form[action$="/accord"]');
      const tokens = await scene.redeem(tool, asked, (await browser.leave(leadsTo(agreed))) as URL);
      const { sub } = tokens.claims()!;
      expect(sub).not.toBe(account.id);
      const told = await client.fetchUserInfo(tool.config, tokens.access_token, sub);
      expect(told).toEqual({ sub, name: 'Soizic', locale: 'fr' });
      // What was agreed to is not asked again, and stands where the person can take it back.
      expect(await scene.follow(browser, await scene.ask(tool))).toBeInstanceOf(URL);
      expect((await browser.get('/compte/applications')).$('tbody th').text()).toBe('Le site de la commune');
    });

    it('takes its secret before beside a new one, until an administrator ends it', async () => {
      const application = await registered();
      const { id, secret } = application.tool;
      const renewed = secretOn(await press(application, 'secret'));
      expect(await Promise.all([isTaken(id, secret), isTaken(id, renewed), isTaken(id, 'another')])).toEqual([
        true,
        true,
        false,
      ]);
      await press(application, 'ancien-secret/fin');
      expect(await Promise.all([isTaken(id, secret), isTaken(id, renewed)])).toEqual([false, true]);
      // After its week it ends by itself.
      await press(application, 'secret');
      await scene.portal.database.getRepository(OidcClient).update({ id }, { previousSecretUntil: new Date(0) });
      scene.portal.app.get(ClientDirectory, { strict: false }).forget(id);
      expect(await isTaken(id, renewed)).toBe(false);
    });

    it('is disabled at once for who is in it, opened again, and removed only when it is disabled', async () => {
      const application = await registered({ consent: '' });
      const { tool, browser: administrator, path } = application;
      const account = await scene.portal.account();
      const browser = await scene.signedIn(account);
      const { access_token: token } = await scene.open(browser, tool);
      const tooEarly = await administrator.post(
        `${path}/suppression`,
        new URLSearchParams({ _csrf: administrator.csrf(await administrator.get(path)) }),
      );
      expect(tooEarly.$('main').text()).toContain('Désactivez d’abord');
      await press(application, 'arret');
      await scene.portal.runJobs();
      await expect(client.fetchUserInfo(tool.config, token, account.id)).rejects.toThrow();
      expect(await isTaken(tool.id, tool.secret)).toBe(false);
      expect(await scene.follow(browser, await scene.ask(tool))).toMatchObject({ status: 400 });
      await press(application, 'reprise');
      await scene.open(browser, tool);
      await press(application, 'arret');
      await press(application, 'suppression');
      expect((await administrator.get(path)).status).toBe(404);
    });

    it('is told who was signed out of it, though it was removed at once', async () => {
      // A private address, hence never called: that the call was about to be made stands in the client.
      const application = await registered({ consent: '', backchannelLogoutUri: 'http://127.0.0.1:9/logout' });
      const { id } = application.tool;
      await scene.open(await scene.signedIn(await scene.portal.account()), application.tool);
      await press(application, 'arret');
      await press(application, 'suppression');
      expect((await application.browser.get(application.path)).status).toBe(404);
      scene.syncClock();
      scene.portal.clock.advance(5000);
      await scene.portal.runJobs();
      scene.syncClock();
      const clients = scene.portal.database.getRepository(OidcClient);
      expect((await clients.findOneByOrFail({ id })).logoutFailure).toContain('127.0.0.1');
      await clients.update({ id }, { removedAt: new Date(scene.portal.clock.now().getTime() - 4 * DAY) });
      await scene.portal.app.get(SsoStoragePurge, { strict: false }).run();
      expect(await clients.existsBy({ id })).toBe(false);
    });

    it('is for members of chosen organisations and holders of chosen roles; others read how to ask', async () => {
      const application = await registered({
        ...{ consent: '', audience: 'chosen', audienceRoles: 'editor' },
        audienceHelp: 'Écrivez à secretariat@mairie.example.',
      });
      const { browser: administrator, path, tool } = application;
      const member = await scene.portal.account();
      const organisation = await anOrganisation(scene.portal, [[member, 'member']], { name: 'Amis du pain noir' });
      const outsider = await scene.signedIn(await scene.portal.account());
      const editor = await scene.portal.account({ editorOf: (await scene.portal.commune()).id });
      const browser = await scene.signedIn(member);

      const add = async (typed: string): Promise<Page> =>
        administrator.submit(await administrator.get(path), `form[action$="${path}/organisations"]`, {
          organisation: typed,
        });
      expect(await scene.follow(browser, await scene.ask(tool))).toMatchObject({ status: 403 });
      const unknown = await add('Personne de ce nom');
      expect([unknown.status, unknown.$('#field-organisation').val()]).toEqual([422, 'Personne de ce nom']);
      expect((await add('pain noir')).$('tbody th').text()).toBe('Amis du pain noir');

      const { refresh_token: refreshToken } = await scene.open(browser, tool);
      await scene.open(await scene.signedIn(editor), tool);
      const refused = (await scene.follow(outsider, await scene.ask(tool))) as Page;
      expect(refused.status).toBe(403);
      expect(refused.$('main').text()).toContain('secretariat@mairie.example');
      // Which organisations is nobody else's business.
      expect(refused.html).not.toContain('Amis du pain noir');
      const silent = (await scene.follow(outsider, await scene.ask(tool, { prompt: 'none' }))) as URL;
      expect(silent.searchParams.get('error')).toBe('access_denied');

      const { refresh_token: rotated } = await client.refreshTokenGrant(tool.config, refreshToken!);
      await scene.portal.database.query('DELETE FROM membership WHERE organisation_id = $1', [organisation.id]);
      await expect(client.refreshTokenGrant(tool.config, rotated!)).rejects.toMatchObject({ error: 'invalid_grant' });
      expect(await scene.follow(browser, await scene.ask(tool))).toMatchObject({ status: 403 });

      const { access_token: token } = await scene.open(await scene.signedIn(editor), tool);
      await scene.portal.database.query('DELETE FROM role_grant WHERE account_id = $1', [editor.id]);
      await scene.portal.runJobs();
      await expect(client.fetchUserInfo(tool.config, token, editor.id)).rejects.toThrow();
    });

    it('keeps what was typed when something is wrong, and is the affair of administrators alone', async () => {
      const { browser, path, tool } = await registered();
      for (const redirectUris of ['', 'http://ailleurs.example/retour', 'https://ailleurs.example/#x']) {
        const wrong = await browser.submit(await browser.get(path), `form[action$="${path}"]`, {
          ...VALUES,
          redirectUris,
        });
        expect([wrong.status, wrong.$('#field-redirectUris').val()]).toEqual([422, redirectUris]);
      }
      expect((await (await operator()).get(path)).status).toBe(403);
      const service = await clientOf((await scene.tool()).service);
      expect((await browser.get(`/admin/applications/${service!.id}`)).status).toBe(404);
      const [{ log }] = await scene.portal.database.query<[{ log: string }]>(
        `SELECT string_agg(action || before::text || after::text, ' ') AS log FROM audit_entry WHERE subject_id = $1`,
        [tool.id],
      );
      expect(log).toContain('application.registered');
      expect(log).not.toContain(tool.secret);
    });
  });
});
