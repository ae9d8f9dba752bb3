import { HOUR } from '@ronron/kernel';
import type { Page } from '@ronron/testing';
import { solveChallenge, type Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { AccountSessions } from '../../features/accounts/account-sessions.service.js';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { PortalSwitches } from '../config/portal-switches.js';
import { RateLimitRow } from './rate-limit-row.entity.js';

describe('the proof of work', () => {
  let portal: TestPortal;
  let count = 0;

  beforeAll(async () => {
    portal = await startTestPortal();
    await turn(true);
  });
  afterAll(() => portal.stop());
  // Each test is another visitor in another hour.
  beforeEach(() => portal.database.getRepository(RateLimitRow).clear());

  async function turn(on: boolean): Promise<void> {
    const admin = await portal.account({ administrator: true });
    const actor = await portal.app.get(AccountSessions, { strict: false }).actorOf(admin, '127.0.0.1');
    await portal.app.get(PortalSwitches).set(actor, 'proof-of-work', on);
  }

  const challengeOf = (page: Page): Challenge =>
    JSON.parse(page.$('[data-challenge]').attr('data-challenge')!) as Challenge;

  async function solve(challenge: Challenge): Promise<string> {
    return JSON.stringify({ challenge, solution: await solveChallenge({ challenge, deriveKey }) });
  }

  async function send(
    proof: (challenge: Challenge) => Promise<string> | string,
  ): Promise<{ status: number; proof: string }> {
    const client = portal.visitor();
    const page = await client.get('/mot-de-passe-oublie');
    const answer = await proof(challengeOf(page));
    const email = `robot${++count}@exemple.bzh`;
    const sent = await client.submit(page, 'main form', { email, proof: answer });
    return { status: sent.status, proof: answer };
  }

  it('lets every form with a solution of its own pass', async () => {
    for (let attempt = 0; attempt < 5; attempt++) expect((await send(solve)).status).toBe(200);
  });

  it('lets a few forms without one pass, since pages work without scripts, and no more', async () => {
    const statuses = [];
    for (let attempt = 0; attempt < 4; attempt++) statuses.push((await send(() => '')).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect((await send(solve)).status).toBe(200);
  });

  it.each([
    ['used before', (challenge: Challenge) => solve(challenge)],
    [
      'made easier',
      (challenge: Challenge) => solve({ ...challenge, parameters: { ...challenge.parameters, cost: 1 } }),
    ],
    ['wrong', (challenge: Challenge) => JSON.stringify({ challenge, solution: { counter: 1, derivedKey: '00' } })],
    ['nonsense', () => '{"challenge":null}'],
    ['no JSON', () => '[[['],
  ])('counts a solution that is %s as none', async (name, answer) => {
    const first = await send(answer);
    const statuses = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      statuses.push((await send(name === 'used before' ? () => first.proof : answer)).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });

  it('counts a solution that comes too late as none', async () => {
    const client = portal.visitor();
    const proof = await solve(challengeOf(await client.get('/mot-de-passe-oublie')));
    for (let attempt = 0; attempt < 3; attempt++) await send(() => '');
    portal.clock.advance(HOUR);
    expect((await send(() => proof)).status).toBe(429);
  });

  it('is absent while it is switched off', async () => {
    await turn(false);
    for (const path of ['/mot-de-passe-oublie', '/inscription']) {
      expect((await portal.visitor().get(path)).$('[data-challenge], input[name=proof]').length).toBe(0);
    }
    await turn(true);
    for (const path of ['/mot-de-passe-oublie', '/inscription']) {
      const page = await portal.visitor().get(path);
      expect(page.$('[data-challenge]').length).toBe(1);
      expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
    }
  });

  it('says who switched it', async () => {
    const rows = await portal.database.query<{ after: object }[]>(
      `SELECT after FROM audit_entry WHERE action = 'portal-switch.set' LIMIT 1`,
    );
    expect(rows).toEqual([{ after: { 'proof-of-work': true } }]);
  });
});
