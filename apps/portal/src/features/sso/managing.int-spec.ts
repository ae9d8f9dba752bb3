import type { Page } from '@ronron/testing';
import * as client from 'openid-client';
import { aService } from '../../testing/request-scene.js';
import { SsoScene } from '../../testing/sso-scene.js';
import { AccountSessions } from '../accounts/account-sessions.service.js';
import { ServiceEditor } from '../catalogue/service-editor.service.js';
import type { Service } from '../catalogue/service.entity.js';
import { OidcClient } from './clients/oidc-client.entity.js';

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

  it('is shown to its operators, ready to paste, with a secret that is shown once', async () => {
    const service = await aService(scene.portal, { connectorId: 'nextcloud', address: 'https://nuage.example/' });
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
    await browser.submit(made, 'form[action$="/connexion/secret"]');
    await scene.portal.database.query('SELECT 1');
    // Each process remembers clients for a few seconds; the one that changed it does not.
    scene.front.sendTo(scene.portal.origin);
    const outcomes: string[] = [];
    for (let attempt = 0; attempt < 2; attempt++)
      outcomes.push(
        await client.clientCredentialsGrant(config).then(
          () => 'given',
          (error: { status: number }) => String(error.status),
        ),
      );
    scene.front.sendTo(scene.portal.origin, scene.other.origin);
    expect(outcomes).toContain('401');
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
    await editor.update(actor, service.id, { ...values, connectorId: 'jitsi' });
    expect(await clientOf(service)).toBeNull();
  });

  it('takes the addresses of a tool that nobody here knows, and refuses what is none', async () => {
    const service = await aService(scene.portal, { connectorId: 'link' });
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
    const service = await aService(scene.portal, { connectorId: 'link' });
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
});
