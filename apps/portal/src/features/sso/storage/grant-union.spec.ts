import { unionOfGrants } from './grant-union.js';

const OWNER = { accountId: 'a', clientId: 'c' };

describe('the union of two grants', () => {
  it('gives what either gave, and refuses what both refused', () => {
    const one = {
      ...OWNER,
      iat: 1,
      openid: { scope: 'openid profile', claims: ['name'] },
      rejected: { openid: { scope: 'email' } },
    };
    const other = {
      ...OWNER,
      iat: 2,
      openid: { scope: 'openid quota' },
      rejected: { openid: { scope: 'groups', claims: ['email'] } },
    };
    expect(unionOfGrants(one, other)).toEqual({
      ...OWNER,
      iat: 2,
      openid: { scope: 'openid profile quota', claims: ['name'] },
      rejected: { openid: { scope: 'email groups', claims: ['email'] } },
    });
  });

  it('gives what one gave though the other refused it', () => {
    const given = { ...OWNER, openid: { scope: 'openid email' } };
    const refused = { ...OWNER, openid: { scope: 'openid' }, rejected: { openid: { scope: 'email' } } };
    for (const both of [unionOfGrants(given, refused), unionOfGrants(refused, given)])
      expect(both).toEqual({ ...OWNER, openid: { scope: expect.stringContaining('email') }, rejected: { openid: {} } });
  });

  it('leaves one that gives nothing as it is', () => {
    expect(unionOfGrants(OWNER, OWNER)).toEqual(OWNER);
  });
});
