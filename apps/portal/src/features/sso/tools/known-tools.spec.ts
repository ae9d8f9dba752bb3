import { findTool, likelyTool, tools } from './known-tools.js';

const CONTEXT = {
  issuer: 'https://ronron.example/oidc',
  address: 'https://outil.example',
  clientId: 'the-id',
  clientSecret: 'the-secret',
  scope: 'openid profile',
  idTokenAlg: 'RS256',
} as const;

describe('the settings to paste into a tool', () => {
  it.each(tools.map((tool) => ({ id: tool.id, tool })))(
    'name the issuer, the client and its secret for $id',
    ({ tool }) => {
      const text = tool
        .settings(CONTEXT)
        .map((settings) => settings.text)
        .join('\n');
      for (const part of [CONTEXT.issuer, CONTEXT.clientId, CONTEXT.clientSecret]) expect(text).toContain(part);
    },
  );

  it.each(tools.map((tool) => ({ id: tool.id, tool })))('lead back to the address of $id alone', ({ tool }) => {
    const addresses = tool.addresses(CONTEXT.address);
    if (addresses === null) return expect(tool.id).toBe('generic');
    const all = [
      ...addresses.redirectUris,
      ...addresses.postLogoutRedirectUris,
      addresses.backchannelLogoutUri ?? CONTEXT.address,
    ];
    expect(all.map((uri) => new URL(uri).origin)).toEqual(all.map(() => CONTEXT.address));
    expect(addresses.redirectUris.length).toBeGreaterThan(0);
  });

  it('give an operator the tool that the connector speaks to', () => {
    expect(likelyTool('nextcloud').id).toBe('nextcloud');
    for (const id of ['hedgedoc', 'cryptpad', 'peertube', 'mobilizon']) expect(likelyTool(id).id).toBe(id);
    expect(likelyTool('link').id).toBe('generic');
    expect(findTool('gone').id).toBe('generic');
  });

  it('bind the accounts of Nextcloud to subjects, and leave groups and quotas to the connector', () => {
    const tool = findTool('nextcloud');
    const text = tool.settings(CONTEXT)[0]!.text;
    expect(text).toContain('--mapping-uid=sub');
    expect(text).toContain('--unique-uid=0');
    expect(text).toContain('--group-provisioning=0');
    expect(text).not.toMatch(/mapping-(groups|quota)/);
    expect(tool.scopes).toEqual(['profile', 'email']);
  });

  it('are valid JSON for Etherpad', () => {
    const [settings] = findTool('etherpad').settings(CONTEXT);
    expect(() => JSON.parse(`{${settings!.text.replace(/,$/, '')}}`) as unknown).not.toThrow();
  });
});
