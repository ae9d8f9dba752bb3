import { Provider } from './library.js';
import { grantRequested } from './grants.js';

describe('what a client is given', () => {
  const provider = new Provider('https://ronron.example/oidc', {
    features: { devInteractions: { enabled: false } },
    adapter: () => ({}) as never,
    jwks: { keys: [] },
  });
  const grant = (): InstanceType<Provider['Grant']> => new provider.Grant({ accountId: 'a', clientId: 'c' });

  it('is what it asks for, as far as it may have it; the rest is noted as refused, so that nobody is asked again', () => {
    const given = grant();
    const requested = { scopes: ['openid', 'profile', 'email', 'offline_access'], claims: [] };
    expect(grantRequested(given, requested, ['profile'])).toBe(true);
    expect(given.getOIDCScope()).toBe('openid profile offline_access');
    expect(given.getRejectedOIDCScope()).toBe('email');
    expect(grantRequested(given, requested, ['profile'])).toBe(false);
  });

  it('grows when the client asks for more', () => {
    const given = grant();
    grantRequested(given, { scopes: ['openid'], claims: [] }, ['profile', 'quota']);
    expect(grantRequested(given, { scopes: ['openid', 'quota'], claims: [] }, ['profile', 'quota'])).toBe(true);
    expect(given.getOIDCScope()).toBe('openid quota');
  });

  it('holds single claims to the scopes that they belong to', () => {
    const given = grant();
    grantRequested(given, { scopes: ['openid'], claims: ['name', 'email', 'ronron:subscriptions'] }, ['profile']);
    expect(given.getOIDCClaims()).toEqual(['name']);
    expect(given.getRejectedOIDCClaims()).toEqual(['email', 'ronron:subscriptions']);
  });
});
