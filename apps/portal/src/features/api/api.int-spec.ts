import { Validator } from '@seriousme/openapi-schema-validator';
import * as client from 'openid-client';
import { SsoScene, type Tool } from '../../testing/sso-scene.js';
import { anOrganisation } from '../../testing/request-scene.js';
import { Account } from '../accounts/account.entity.js';
import { OidcClient } from '../sso/clients/oidc-client.entity.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { entitlementAnswer, type EntitlementAnswer } from './entitlement-answer.js';
import { samplesFor } from './samples.js';

type Denied = Extract<EntitlementAnswer, { allowed: false }>;

describe('the programming interface', () => {
  let scene: SsoScene;
  let tool: Tool;

  beforeAll(async () => {
    scene = await SsoScene.start();
    tool = await scene.tool({ scopes: ['profile', 'email'], service: { alternativeHelp: 'Appelez la mairie.' } });
  });
  afterAll(() => scene.stop());

  const tokenOf = async (asking: Tool, scope = 'entitlements'): Promise<string> =>
    (await client.clientCredentialsGrant(asking.config, { scope })).access_token;

  const get = (query: string, token?: string): Promise<Response> =>
    fetch(`${scene.front.origin}/api/v1/entitlements${query}`, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });

  const ask = async (query: Record<string, string>, asking = tool): Promise<EntitlementAnswer> => {
    const response = await get(`?${new URLSearchParams(query).toString()}`, await tokenOf(asking));
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    return entitlementAnswer.parse(await response.json());
  };

  it('tells a service that somebody may use it, with which role and quota', async () => {
    const account = await scene.portal.account();
    const id = await scene.subscribe(account, tool, 7_000);
    expect(await ask({ sub: account.id })).toEqual({
      service: { id: tool.service.id, name: 'Nuage', address: 'https://nuage.example/' },
      holder: { type: 'account', sub: account.id },
      allowed: true,
      role: 'manager',
      quota: 7_000,
      subscriptions: [{ id, organisation: null, role: 'manager', quota: 7_000 }],
    });
    expect(await ask({ email: account.email.toUpperCase() })).toMatchObject({
      allowed: true,
      holder: { sub: account.id },
    });
  });

  it('tells why not, whom to ask and where to go on, in the language asked for', async () => {
    const account = await scene.portal.account();
    const denied = (await ask({ sub: account.id })) as Denied;
    expect(denied).toMatchObject({
      allowed: false,
      reason: 'no-subscription',
      title: 'Vous n’avez pas encore ce service',
      link: { url: `${scene.front.origin}/services/${tool.service.slug}/demande`, label: 'Demander ce service' },
      help: { name: 'Linux Quimper', email: 'contact@linux-quimper.example', advice: 'Appelez la mairie.' },
    });
    const english = (await ask({ sub: account.id, lang: 'en' })) as Denied;
    expect(english.title).toBe('You do not have this service yet');
    expect(english.link.url).toBe(`${scene.front.origin}/en/services/${tool.service.slug}/demande`);
    expect((await fetch(denied.link.url)).status).toBe(200);
    expect((await fetch(denied.help.url)).status).toBe(200);
  });

  it('answers for an organisation and for its members', async () => {
    const [owner, member] = [await scene.portal.account(), await scene.portal.account()];
    const organisation = await anOrganisation(scene.portal, [
      [owner, 'owner'],
      [member, 'member'],
    ]);
    const grant = { serviceId: tool.service.id, holder: { organisationId: organisation.id }, requestId: null };
    await scene.portal.database.transaction((manager) =>
      scene.portal.app.get(SubscriptionsService).grant(manager, { ...grant, quota: 20 }),
    );
    expect(await ask({ organisation: organisation.id })).toMatchObject({
      allowed: true,
      holder: { type: 'organisation', id: organisation.id },
      quota: 20,
    });
    expect(await ask({ sub: member.id })).toMatchObject({ allowed: true, role: 'member' });
    expect(await ask({ sub: owner.id })).toMatchObject({ allowed: true, role: 'manager' });
  });

  it('refuses somebody whose account is suspended from one moment to the next', async () => {
    const account = await scene.portal.account();
    await scene.subscribe(account, tool);
    expect((await ask({ sub: account.id })).allowed).toBe(true);
    await scene.portal.database.manager.update(Account, account.id, { suspendedAt: scene.portal.clock.now() });
    expect(await ask({ sub: account.id })).toMatchObject({ allowed: false, reason: 'account-suspended' });
  });

  it('knows people of a pairwise client by what that client calls them, and by nothing else', async () => {
    const pairwise = await scene.tool({ pairwise: true });
    const account = await scene.portal.account();
    await scene.subscribe(account, pairwise);
    const tokens = await scene.open(await scene.signedIn(account), pairwise);
    const { sub } = tokens.claims()!;
    expect(sub).not.toBe(account.id);
    expect(await ask({ sub }, pairwise)).toMatchObject({ allowed: true, holder: { sub } });
    expect(await ask({ sub: account.id }, pairwise)).toMatchObject({ allowed: false, reason: 'account-unknown' });
    expect(await ask({ sub })).toMatchObject({ allowed: false, reason: 'account-unknown' });
  });

  it('shows no difference between an address without an account and one that never came near the service', async () => {
    const account = await scene.portal.account();
    await scene.portal.database.manager.update(Account, account.id, { suspendedAt: scene.portal.clock.now() });
    const known = await ask({ email: account.email });
    expect(known).toEqual(await ask({ email: 'personne@example.org' }));
    expect(known).toMatchObject({ allowed: false, reason: 'no-subscription', holder: { type: 'account' } });
    expect(known.holder.sub).toBeUndefined();
  });

  it('lets nobody ask by address who may not learn addresses', async () => {
    const discreet = await scene.tool({ scopes: ['profile'] });
    const response = await get('?email=a@example.org', await tokenOf(discreet));
    expect([response.status, await problemOf(response)]).toEqual([403, 'urn:ronron:error:api-scope-needed']);
  });

  it('shows a client its own service only, whatever it asks', async () => {
    const other = await scene.tool();
    const account = await scene.portal.account();
    await scene.subscribe(account, tool);
    expect(await ask({ sub: account.id }, other)).toMatchObject({
      allowed: false,
      service: { id: other.service.id },
    });
    const response = await get(`?sub=${account.id}&service=${tool.service.id}`, await tokenOf(other));
    expect(response.status).toBe(400);
  });

  it('asks for a token, and says in which way', async () => {
    const none = await get('?sub=x');
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="ronron", scope="entitlements"',
    ]);
    expect(none.headers.get('content-type')).toContain('application/problem+json');
    expect(await problemOf(none)).toBe('urn:ronron:error:api-token-needed');
    const wrong = await get('?sub=x', 'not-a-token');
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="ronron", scope="entitlements", error="invalid_token"',
    ]);
  });

  it('takes no person’s token for a service’s, and no token without the scope', async () => {
    const account = await scene.portal.account();
    await scene.subscribe(account, tool);
    const person = await scene.open(await scene.signedIn(account), tool);
    expect((await get(`?sub=${account.id}`, person.access_token)).status).toBe(401);
    const scopeless = await client.clientCredentialsGrant(tool.config);
    const response = await get(`?sub=${account.id}`, scopeless.access_token);
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  });

  it('takes no token of an application that is no service', async () => {
    const application = await scene.tool();
    await scene.portal.database.manager.update(OidcClient, application.id, { serviceId: null, name: 'Ailleurs' });
    expect((await get('?sub=x', await tokenOf(application))).status).toBe(401);
  });

  it('says when it is asked about nobody, about several, or about what it cannot read', async () => {
    const token = await tokenOf(tool);
    const queries = ['', '?sub=a&email=b@example.org', '?organisation=12', '?email=no', '?sub=a&lang=xx', '?sub='];
    for (const query of queries) {
      const response = await get(query, token);
      expect([query, response.status, await problemOf(response)]).toEqual([
        query,
        400,
        'urn:ronron:error:api-bad-query',
      ]);
    }
  });

  it('is described as OpenAPI 3.1 says, from the schemas that answers are checked with', async () => {
    const response = await fetch(`${scene.front.origin}/api/v1/openapi.json`);
    const description = (await response.json()) as Record<string, never>;
    const validator = new Validator();
    expect(await validator.validate(description)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    expect(Object.keys(description['webhooks']!)).toEqual(['subscriptionChanged', 'commitmentMoved']);
    expect(description['paths']!['/api/v1/entitlements']).toMatchObject({ get: { operationId: 'readEntitlement' } });
  });

  it('is explained in words, with examples that are true', async () => {
    const page = await scene.browser().get('/api');
    expect(page.status).toBe(200);
    expect(page.$('main').text()).toContain('/api/v1/entitlements');
    const samples = samplesFor(scene.front.origin);
    for (const sample of [samples.allowed, samples.denied]) entitlementAnswer.parse(JSON.parse(sample));
    expect(page.$('script[src^="http"], link[href^="http"][rel=stylesheet], img[src^="http"]').length).toBe(0);
  });

  async function problemOf(response: Response): Promise<unknown> {
    return ((await response.json()) as { type: unknown }).type;
  }
});
