import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import type { Account } from '../../features/accounts/account.entity.js';
import { Bounces } from './bounces.js';
import { linkIn } from '../../testing/mailed-links.js';
import { Mailer } from './mailer.js';

/** As Postfix writes one, cut to what counts. */
const report = (to: string, action: string, status: string): string =>
  [
    'From: MAILER-DAEMON@mail.exemple.bzh (Mail Delivery System)',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="x"',
    '',
    '--x',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mail.exemple.bzh',
    '',
    'Final-Recipient: rfc822; soizic@exemple.bzh',
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 5.1.1 <soizic@exemple.bzh>: Recipient address',
    '    rejected: User unknown',
    '--x--',
  ].join('\r\n');

describe('mails on their way and back', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal({ BOUNCE_ADDRESS: 'retours@quimper.example', SMTP_URL: 'smtp://127.0.0.1:9' });
  });
  afterAll(() => portal.stop());

  const read = (mail: string, to?: string): Promise<string> => portal.app.get(Bounces).read(mail, to);
  const isMarked = async ({ id }: Account): Promise<boolean> =>
    (
      await portal.database.query<{ bounced: boolean }[]>(
        'SELECT bounced_at IS NOT NULL AS bounced FROM account WHERE id = $1',
        [id],
      )
    )[0]!.bounced;

  /** The return address with which a mail to the account left. */
  async function sent(account: Account): Promise<string> {
    await portal.database.transaction((manager) =>
      portal.app.get(Mailer).send(manager, {
        to: account.email,
        locale: 'fr',
        text: 'accounts:mails.passwordChanged',
        params: {},
        accountId: account.id,
      }),
    );
    await portal.runJobs();
    return portal.sentMails.at(-1)!.returnPath!;
  }

  it('leave with an address of their own, which an SMTP server takes', async () => {
    const account = await portal.account();
    const [one, two] = [await sent(account), await sent(account)];
    expect(one).not.toBe(two);
    for (const address of [one, two]) {
      expect(address).toMatch(/^retours\+[0-9a-f]+@quimper\.example$/);
      expect(address.split('@')[0]!.length).toBeLessThanOrEqual(64);
    }
  });

  it('mark the account, tell its holder at sign-in, and keep the server’s reason', async () => {
    const account = await portal.account();
    expect(await read(report(await sent(account), 'failed', '5.1.1'))).toBe('bounced');
    expect(await isMarked(account)).toBe(true);
    const [mail] = await portal.mailsTo(account.email);
    expect(mail).toMatchObject({ status: 'bounced' });
    expect(mail!.failure).toBe('smtp; 550 5.1.1 <soizic@exemple.bzh>: Recipient address rejected: User unknown');
    const client = await portal.signIn(account);
    expect((await client.get('/compte')).$('main').text()).toContain(account.email);
    expect((await client.get('/compte')).$('.notice').length).toBe(1);
  });

  it('are known by the address that the mail server names, too', async () => {
    const account = await portal.account();
    const hidden = report('undisclosed-recipients:;', 'failed', '5.1.1');
    expect(await read(hidden)).toBe('other');
    expect(await read(hidden, (await sent(account)).toUpperCase())).toBe('bounced');
    expect(await isMarked(account)).toBe(true);
  });

  it('change nothing when they may still arrive, are absence notes, or are made up', async () => {
    const account = await portal.account();
    const address = await sent(account);
    expect(await read(report(address, 'delayed', '4.4.1'))).toBe('passing');
    expect(await read(`To: ${address}\r\nSubject: Absente\r\n\r\nJe reviens lundi.`)).toBe('passing');
    const forged = address.replace(/.(?=@)/, (last) => (last === '0' ? '1' : '0'));
    expect(await read(report(forged, 'failed', '5.1.1'))).toBe('other');
    expect(await read('')).toBe('other');
    expect(await isMarked(account)).toBe(false);
  });

  it('say nothing of an address that the person has left since', async () => {
    const account = await portal.account();
    const address = await sent(account);
    await portal.database.query('UPDATE account SET email = $1 WHERE id = $2', [`neuve-${account.email}`, account.id]);
    expect(await read(report(address, 'failed', '5.1.1'))).toBe('bounced');
    expect(await isMarked(account)).toBe(false);
  });

  it('keep no link that opens something, once they are sent', async () => {
    const account = await portal.account();
    const client = portal.visitor();
    await client.submit(await client.get('/mot-de-passe-oublie'), 'form[action$="/mot-de-passe-oublie"]', {
      email: account.email,
    });
    await portal.runJobs();
    const link = linkIn(portal.sentMails.at(-1)!, '/mot-de-passe/');
    expect((await portal.visitor().get(link)).status).toBe(200);
    const [kept] = await portal.mailsTo(account.email);
    expect(kept!.body).toContain('/mot-de-passe/…');
    expect(kept!.body).not.toContain(link.split('/').at(-1));
  });
});
