import { createLocalJWKSet, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { SsoScene, type Tokens, type Tool } from '../../testing/sso-scene.js';
import { SigningKeysService } from './keys/signing-keys.service.js';
import { SsoProvider } from './provider/sso-provider.service.js';

describe('what tools hold', () => {
  let scene: SsoScene;

  beforeAll(async () => {
    scene = await SsoScene.start();
  });
  afterAll(() => scene.stop());

  const opened = async (): Promise<{ tool: Tool; tokens: Tokens; accountId: string }> => {
    const tool = await scene.tool();
    const account = await scene.portal.account();
    await scene.subscribe(account, tool);
    return { tool, tokens: await scene.open(await scene.signedIn(account), tool), accountId: account.id };
  };
  const works = async (tool: Tool, accessToken: string): Promise<boolean> =>
    client.fetchUserInfo(tool.config, accessToken, client.skipSubjectCheck).then(
      () => true,
      () => false,
    );
  const refusal = (tokens: Promise<unknown>): Promise<string> =>
    tokens.then(
      () => 'given',
      (error: client.ResponseBodyError) => (error.status === 401 ? 'invalid_client' : error.error),
    );

  it('is refreshed with another refresh token each time; an old one ends the whole family', async () => {
    const { tool, tokens } = await opened();
    const second = await client.refreshTokenGrant(tool.config, tokens.refresh_token!);
    expect(second.refresh_token).not.toBe(tokens.refresh_token);
    const third = await client.refreshTokenGrant(tool.config, second.refresh_token!);
    expect(await works(tool, third.access_token)).toBe(true);
    expect(await refusal(client.refreshTokenGrant(tool.config, tokens.refresh_token!))).toBe('invalid_grant');
    expect(await works(tool, third.access_token)).toBe(false);
    expect(await refusal(client.refreshTokenGrant(tool.config, third.refresh_token!))).toBe('invalid_grant');
  });

  it('is given once, also to two that ask at the same moment on two replicas', async () => {
    const { tool, tokens } = await opened();
    const both = await Promise.allSettled(
      [1, 2].map(() => client.refreshTokenGrant(tool.config, tokens.refresh_token!)),
    );
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBeLessThan(2);
    const winner = both.find((one) => one.status === 'fulfilled');
    if (winner?.status === 'fulfilled')
      expect(await refusal(client.refreshTokenGrant(tool.config, winner.value.refresh_token!))).toBe('invalid_grant');
  });

  it('is worth nothing twice: a code', async () => {
    const tool = await scene.tool();
    const account = await scene.portal.account();
    await scene.subscribe(account, tool);
    const asked = await scene.ask(tool);
    const end = (await scene.follow(await scene.signedIn(account), asked)) as URL;
    const tokens = await scene.redeem(tool, asked, end);
    expect(await refusal(scene.redeem(tool, asked, end))).toBe('invalid_grant');
    expect(await works(tool, tokens.access_token)).toBe(false);
  });

  it('is worth nothing to another client, nor with a wrong secret', async () => {
    const { tool, tokens } = await opened();
    const stranger = await scene.tool();
    expect(await refusal(client.refreshTokenGrant(stranger.config, tokens.refresh_token!))).toBe('invalid_grant');
    const impostor = await scene.discover(tool.id, 'not the secret');
    expect(await refusal(client.refreshTokenGrant(impostor, tokens.refresh_token!))).toBe('invalid_client');
    expect((await client.tokenIntrospection(stranger.config, tokens.access_token)).active).toBe(false);
    expect((await client.tokenIntrospection(tool.config, tokens.access_token)).active).toBe(true);
  });

  it('can be given back', async () => {
    const { tool, tokens } = await opened();
    await client.tokenRevocation(tool.config, tokens.refresh_token!);
    expect(await refusal(client.refreshTokenGrant(tool.config, tokens.refresh_token!))).toBe('invalid_grant');
    expect(await works(tool, tokens.access_token)).toBe(false);
  });

  it('is given to services in their own name, too', async () => {
    const tool = await scene.tool();
    const tokens = await client.clientCredentialsGrant(tool.config, { scope: 'entitlements' });
    expect(tokens).toMatchObject({ scope: 'entitlements', token_type: 'bearer' });
    expect(await works(tool, tokens.access_token)).toBe(false);
    const provider = scene.other.app.get(SsoProvider);
    expect(await provider.clientOf(tokens.access_token, 'entitlements')).toMatchObject({
      id: tool.id,
      serviceId: tool.service.id,
    });
    expect(await provider.clientOf(tokens.access_token, 'other')).toBeNull();
    expect(await provider.clientOf('nonsense', 'entitlements')).toBeNull();
  });

  it('is nowhere in the database as it is: who reads a backup holds no token', async () => {
    const { tokens } = await opened();
    const rows = await scene.portal.database.query<{ row: string }[]>(
      'SELECT row_to_json(oidc_record)::text AS row FROM oidc_record',
    );
    const all = rows.map(({ row }) => row).join('\n');
    for (const token of [tokens.access_token, tokens.refresh_token!]) expect(all).not.toContain(token);
  });

  it('is signed by keys that rotate, on every replica, and what an old one signed still verifies', async () => {
    const { tool, tokens } = await opened();
    const kidOf = (idToken: string): string =>
      (JSON.parse(Buffer.from(idToken.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid;
    const verifies = async (origin: string, idToken: string): Promise<boolean> => {
      const set = (await (await fetch(`${origin}/oidc/jwks`)).json()) as Parameters<typeof createLocalJWKSet>[0];
      expect(JSON.stringify(set)).not.toMatch(/"(d|p|q|dp|dq|qi)":/);
      return jwtVerify(idToken, createLocalJWKSet(set)).then(
        () => true,
        () => false,
      );
    };
    const replicas = [scene.portal, scene.other];
    const look = (): Promise<unknown> => Promise.all(replicas.map(({ app }) => app.get(SsoProvider).look()));
    await scene.portal.app.get(SigningKeysService).rotate(false);
    await look();
    // Published, but not signing yet.
    const soon = await client.refreshTokenGrant(tool.config, tokens.refresh_token!);
    expect(kidOf(soon.id_token!)).toBe(kidOf(tokens.id_token!));
    scene.portal.clock.advance(11 * 60_000);
    await look();
    const later = await client.refreshTokenGrant(tool.config, soon.refresh_token!);
    const again = await client.refreshTokenGrant(tool.config, later.refresh_token!);
    expect(kidOf(later.id_token!)).not.toBe(kidOf(tokens.id_token!));
    expect(kidOf(again.id_token!)).toBe(kidOf(later.id_token!));
    for (const { origin } of replicas)
      for (const { id_token: idToken } of [tokens, later]) expect(await verifies(origin, idToken!)).toBe(true);
    scene.syncClock();
  });
});
