import type { PageClient } from '@ronron/testing';
import { DAY } from '@ronron/kernel';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { Account } from '../../accounts/account.entity.js';
import { Commune } from '../../territories/commune.entity.js';
import { Structure } from '../../territories/structure.entity.js';
import { SetupLinks } from './setup-links.service.js';

const PASSWORD = 'quatre mots cornichon velours';

describe('the first run', () => {
  let portal: TestPortal;
  let host: PageClient;
  let path: string;

  beforeEach(async () => {
    portal = await startTestPortal();
    host = portal.visitor();
    path = new URL(await portal.app.get(SetupLinks, { strict: false }).create()).pathname;
  });
  afterEach(() => portal.stop());

  it('leads from nothing to an administrator who can sign in', async () => {
    let page = await host.get(path);
    page = await host.submit(page, 'main form', { commune: 'kemper' });
    expect(page.status).toBe(422);
    page = await host.submit(page, 'main form', { commune: 'quimper' });
    page = await host.submit(page, 'main form', {
      name: 'Linux Quimper',
      kind: 'association',
      email: 'a@lq.example',
      address: '12 rue X\n29000 Quimper',
    });
    page = await host.submit(page, 'main form', {
      displayName: 'Annaïg',
      email: 'Annaig@LQ.example',
      password: 'quimper',
      terms: 'on',
    });
    expect(page.status).toBe(422);
    expect(page.html).not.toContain('value="quimper"');
    page = await host.submit(page, 'main form', { password: PASSWORD, terms: 'on' });
    page = await host.submit(page, 'main form', {
      name: 'Les pads',
      summary: 'Écrire à plusieurs.',
      address: 'https://pads.lq.example',
      accessMode: 'open',
      connectorId: 'link',
      softwareName: 'Etherpad',
      licence: 'Apache-2.0',
      softwareWebsite: 'https://etherpad.org',
      sourceUrl: 'https://github.com/ether/etherpad-lite',
    });
    portal.mailFailure = new Error('535 authentication failed');
    page = await host.submit(page, 'form[action$="/courriel"]');
    expect(page.$('main').text()).toContain('535 authentication failed');
    portal.mailFailure = null;
    page = await host.submit(page, 'form[action$="/courriel"]');
    expect(portal.sentMails).toHaveLength(1);
    page = await host.submit(page, 'form[action$="/fin"]');
    page = await host.submit(page, 'form[action$="/connexion"]', { email: 'annaig@lq.example', password: PASSWORD });
    expect(page.path).not.toContain('/connexion');
    expect((await host.get(path)).status).toBe(404);
    expect(await portal.database.getRepository(Commune).findOneByOrFail({ inseeCode: '29232' })).toMatchObject({
      principal: true,
      served: true,
    });
  });

  it('makes each thing once, however often and however fast one clicks', async () => {
    const page = await host.get(path);
    await Promise.all(
      [1, 2, 3].map(() => host.submit(page, 'main form', { commune: '29232 Quimper' }).catch(() => null)),
    );
    await Promise.all([1, 2, 3].map(() => host.submit(page, 'main form', { commune: 'Quimper' }).catch(() => null)));
    expect(await portal.database.getRepository(Commune).count()).toBe(1);
    const next = await host.get(path);
    const structure = { name: 'Linux Quimper', kind: 'association', email: 'a@lq.example', address: '12 rue X' };
    await Promise.all([1, 2, 3].map(() => host.submit(next, 'main form', structure)));
    expect(await portal.database.getRepository(Structure).count()).toBe(1);
  });

  it('is nobody’s without the link: not with another one, not with an old one, not after a day', async () => {
    expect((await host.get('/installation/guess')).status).toBe(404);
    const form = await host.get('/connexion');
    const posted = await host.post(
      '/installation/guess/commune',
      new URLSearchParams({ _csrf: host.csrf(form), commune: 'Quimper' }),
    );
    expect(posted.status).toBe(404);
    const newer = new URL(await portal.app.get(SetupLinks, { strict: false }).create()).pathname;
    expect((await host.get(path)).status).toBe(404);
    portal.clock.advance(DAY + 1);
    expect((await host.get(newer)).status).toBe(404);
    expect(await portal.database.getRepository(Account).count()).toBe(0);
  });
});
