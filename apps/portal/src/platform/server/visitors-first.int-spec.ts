import { jest } from '@jest/globals';
import { request } from 'node:http';
import { startTestPortal, TEST_PASSWORD, type TestPortal } from '../../testing/portal-harness.js';
import { Passwords } from '../security/passwords.js';
import { VisitorsFirst } from './visitors-first.js';

const FORM = 'form[action$="/connexion"]';

describe('somebody who hangs up while waiting to sign in', () => {
  let portal: TestPortal;
  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());
  afterEach(() => void jest.restoreAllMocks());

  it('has no password checked, and the next one signs in', async () => {
    const verify = jest.spyOn(portal.app.get(Passwords), 'verify');
    const { email } = await portal.account();
    const line = portal.app.get(VisitorsFirst);
    const turn = line.turn.bind(line);
    let open!: () => void;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const hungUp = new Promise<void>((resolve, reject) => {
      jest.spyOn(line, 'turn').mockImplementationOnce(async (address, over) => {
        sent.destroy();
        over.then(() => resolve(), reject);
        await gate;
        await turn(address, over);
      });
    });

    const client = portal.visitor();
    const fields = { email, password: TEST_PASSWORD, _csrf: client.csrf(await client.get('/connexion')) };
    const sent = request(`${portal.origin}/connexion`, {
      method: 'POST',
      headers: { cookie: `ronron=${client.cookie('ronron')}`, 'content-type': 'application/x-www-form-urlencoded' },
    });
    // It is this end that hangs up.
    sent.on('error', () => undefined);
    sent.end(new URLSearchParams(fields).toString());
    await hungUp;
    open();

    const next = portal.visitor();
    const page = await next.submit(await next.get('/connexion'), FORM, { email, password: TEST_PASSWORD });
    expect(page.path).toBe('/mes-services');
    expect(verify).toHaveBeenCalledTimes(1);
  });
});
