import type { ConformanceTest } from '../relying-party.js';

/** The metadata are complete, consistent and show no private key. The official test also wants https, which a test on loopback has not. */
export const oidccDiscoveryEndpointVerification: ConformanceTest = {
  name: 'oidcc-discovery-endpoint-verification',
  run: async (rp) => {
    const response = await fetch(`${rp.portal.url}/oidc/.well-known/openid-configuration`);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('application/json'),
    ]);
    const issuer = `${rp.portal.url}/oidc`;
    expect(rp.metadata).toMatchObject({
      issuer,
      response_types_supported: ['code'],
      subject_types_supported: expect.arrayContaining(['public', 'pairwise']),
      id_token_signing_alg_values_supported: expect.arrayContaining(['RS256', 'ES256']),
      scopes_supported: expect.arrayContaining(['openid']),
      claims_supported: expect.arrayContaining(['sub', 'iss', 'auth_time']),
      claims_parameter_supported: true,
      grant_types_supported: expect.arrayContaining(['authorization_code']),
      code_challenge_methods_supported: ['S256'],
    });
    for (const name of ['authorization', 'token', 'userinfo', 'end_session'])
      expect(rp.metadata[`${name}_endpoint`]).toMatch(new RegExp(`^${issuer}/`));
    const { keys } = (await (await fetch(rp.metadata['jwks_uri']!)).json()) as { keys: Record<string, unknown>[] };
    expect(keys.map(({ kty }) => kty)).toEqual(expect.arrayContaining(['RSA', 'EC']));
    for (const key of keys) {
      expect([key['use'], typeof key['kid']]).toEqual(['sig', 'string']);
      for (const secret of ['d', 'p', 'q', 'k']) expect(key).not.toHaveProperty(secret);
    }
  },
};
