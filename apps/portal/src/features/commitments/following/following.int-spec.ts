import { DAY, HOUR, MINUTE } from '@ronron/kernel';
import { startWebhookPeer, type PageClient } from '@ronron/testing';
import { Webhook } from 'standardwebhooks';
import { DataSource } from 'typeorm';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { Bounces } from '../../../platform/mail/bounces.js';
import type { OutgoingMail } from '../../../platform/mail/outgoing-mail.entity.js';
import { linkIn } from '../../../testing/mailed-links.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { rawRequest } from '../../../testing/raw-request.js';
import type { Account } from '../../accounts/account.entity.js';
import type { Commune } from '../../territories/commune.entity.js';
import { WebhookDelivery } from '../../webhooks/webhook-delivery.entity.js';
import { Measure } from '../frameworks/measure.entity.js';
import { Commitment } from '../promises/commitment.entity.js';
import { MAIL_FOLLOW_DIGEST } from './digests/follow-digests.service.js';
import { FollowDigest } from './digests/follow-digest.entity.js';
import { FollowMails } from './follows/follow-mails.service.js';
import { Follow } from './follows/follow.entity.js';
import { CommitmentMove } from './moves/commitment-move.entity.js';

describe('following commitments', () => {
  let portal: TestPortal;
  let commune: Commune;
  let account: Account;
  let editor: PageClient;

  beforeAll(async () => {
    portal = await startTestPortal({ BOUNCE_ADDRESS: 'retours@quimper.example' });
    commune = await portal.commune();
    account = await portal.account({ editorOf: commune.id, displayName: 'Erwan Éditeur' });
    editor = await portal.signIn(account);
  });
  afterEach(async () => {
    await portal.database.query('DELETE FROM commitment');
    await portal.database.query('DELETE FROM follow');
  });
  afterAll(() => portal.stop());

  /** A commitment that everybody sees, promised a while ago. */
  async function published(key = 'training-first'): Promise<string> {
    const { id: measureId } = await portal.database.getRepository(Measure).findOneByOrFail({ key });
    const [id, since] = [portal.newId(), portal.clock.now()];
    const said = { level: 2, words: 'Nous le ferons.', accountableName: 'Adjointe au numérique' };
    const times = { statusSince: since, publishedAt: since, createdAt: since, updatedAt: since };
    await portal.database
      .getRepository(Commitment)
      .insert({ ...said, ...times, id, measureId, communeId: commune.id, status: 'announced' });
    return id;
  }

  async function settle(): Promise<void> {
    portal.clock.advance(16 * MINUTE);
    await portal.runJobs(2000);
  }

  async function setStatus(id: string, status: string, reason = ''): Promise<void> {
    const form = await editor.get(`/editeur/engagements/${id}/statut`);
    await editor.submit(form, 'form[action$="/statut"]', { status, reason });
  }

  const path = (key?: string): string => `/engagements/quimper${key === undefined ? '' : `/${key}`}`;
  const moved = async (email: string): Promise<OutgoingMail[]> =>
    (await portal.mailsTo(email)).filter(({ body }) => body.includes('Voici ce qui a bougé'));

  /** Asks and confirms by the mailed link. @returns the path of the follow's page. */
  async function follow(email: string, key?: string): Promise<string> {
    const visitor = portal.visitor();
    const form = await visitor.get(`${path(key)}/suivi`);
    await visitor.submit(form, 'form[action$="/suivi"]', { email });
    const link = linkIn((await portal.mailsTo(email)).at(-1)!, '/suivis/');
    const page = await visitor.get(link);
    await visitor.submit(page, 'form[action$="/confirmation"]');
    return link;
  }

  /** Confirmed follows of the commune, as many as asked for, straight into the table. */
  async function followers(count: number, name: string): Promise<string[]> {
    const emails = Array.from({ length: count }, (_, n) => `${name}${String(n).padStart(4, '0')}@example.org`);
    const now = portal.clock.now();
    const rows = emails.map((email) => {
      const id = portal.newId();
      const link = portal.app.get(FollowMails).newLink(id);
      return { ...link, id, email, communeId: commune.id, locale: 'fr' as const, confirmedAt: now, createdAt: now };
    });
    await portal.database.getRepository(Follow).insert(rows);
    return emails;
  }

  async function told(emails: readonly string[]): Promise<Map<string, number>> {
    const rows = await portal.database.query<{ recipient: string; mails: number }[]>(
      'SELECT recipient, count(*)::int AS mails FROM outgoing_mail WHERE recipient = ANY($1) GROUP BY recipient',
      [emails],
    );
    return new Map(rows.map(({ recipient, mails }) => [recipient, mails]));
  }

  it('tells a visitor who confirmed what moved, from what to what and why, and nobody who did not', async () => {
    const id = await published();
    const visitor = portal.visitor();
    const unconfirmed = await visitor.get(`${path()}/suivi`);
    const sent = await visitor.submit(unconfirmed, 'form[action$="/suivi"]', { email: 'curieux@example.org' });
    expect(sent.$('main').text()).toContain('Ouvrez-le pour confirmer');
    const link = await follow('rozenn@example.org', 'training-first');
    await setStatus(id, 'late', 'Le formateur est parti.');
    expect(await moved('rozenn@example.org')).toEqual([]);
    await settle();
    const [mail, ...others] = await moved('rozenn@example.org');
    expect(others).toEqual([]);
    expect(mail!.subject).toContain('« Annoncé » devient « En retard »');
    expect(mail!.body).toContain('Pourquoi : Le formateur est parti.');
    expect(mail!.body).toContain('http://localhost:8080/engagements/quimper/training-first');
    expect(linkIn(mail!, '/suivis/')).toBe(link);
    expect(await moved('curieux@example.org')).toEqual([]);
  });

  it('is confirmed by a button: a mail server that opens the link confirms nothing', async () => {
    const id = await published();
    const visitor = portal.visitor();
    await visitor.submit(await visitor.get(`${path()}/suivi`), 'form[action$="/suivi"]', { email: 'loig@example.org' });
    const link = linkIn((await portal.mailsTo('loig@example.org'))[0]!, '/suivis/');
    for (let n = 0; n < 3; n++) expect((await portal.visitor().get(link)).status).toBe(200);
    await setStatus(id, 'started');
    await settle();
    expect(await moved('loig@example.org')).toEqual([]);
  });

  it('makes one mail of all that moves within a quarter of an hour', async () => {
    const [one, other] = [await published('training-first'), await published('schools')];
    await follow('anna@example.org');
    await setStatus(one, 'started');
    portal.clock.advance(5 * MINUTE);
    await portal.runJobs();
    let form = await editor.get(`/editeur/engagements/${one}/echeance`);
    await editor.submit(form, 'form[action$="/echeance"]', { deadline: '2041-06-30' });
    form = await editor.get(`/editeur/engagements/${one}/echeance`);
    await editor.submit(form, 'form[action$="/echeance"]', { deadline: '2042-06-30', reason: 'Marché relancé.' });
    portal.clock.advance(5 * MINUTE);
    form = await editor.get(`/editeur/engagements/${other}/actions/nouvelle`);
    await editor.submit(form, 'form[action$="/actions"]', { title: 'Équiper deux écoles' });
    await settle();
    const [mail, ...others] = await moved('anna@example.org');
    expect(others).toEqual([]);
    expect(mail!.subject).toBe('Engagements de Quimper : 4 changements');
    for (const words of [
      'échéance fixée au 30 juin 2041',
      'échéance déplacée du 30 juin 2041 au 30 juin 2042',
      'Pourquoi : Marché relancé.',
      'action ajoutée, « Équiper deux écoles » : Prévue',
    ])
      expect(mail!.body).toContain(words);
    await setStatus(one, 'under-way');
    await settle();
    expect(await moved('anna@example.org')).toHaveLength(2);
    const feed = await portal.visitor().get('/engagements/quimper.atom');
    expect(feed.html).toContain('action ajoutée, « Équiper deux écoles » : Prévue');
  });

  it('says nothing of drafts, nor of what waits for the accountable person', async () => {
    const id = await published();
    await follow('job@example.org');
    const boss = await portal.account({ editorOf: commune.id });
    await portal.database.query('UPDATE commitment SET accountable_account_id = $1', [boss.id]);
    await portal.database.query(
      `INSERT INTO commitment_rules (commune_id, needs_agreement) VALUES ($1, true)
       ON CONFLICT (commune_id) DO UPDATE SET needs_agreement = true`,
      [commune.id],
    );
    await setStatus(id, 'started');
    const form = await editor.get(`/editeur/engagements/${id}/nouvelles/nouvelle`);
    const said = { title: 'Trente agents formés', body: 'Fait.', happenedOn: '2040-03-01' };
    let update = await editor.submit(form, 'form[action$="/nouvelles"]', said);
    update = await editor.submit(update, 'form[action$="/pieces"]', {
      caption: 'Émargement',
      kind: 'document',
      datedOn: '2040-03-01',
      url: 'https://quimper.example/emargement.pdf',
    });
    await editor.submit(update, 'form[action$="/publication"]');
    await settle();
    expect(await moved('job@example.org')).toEqual([]);
    const accountable = await portal.signIn(boss);
    await accountable.submit(await accountable.get(update.path), 'form[action$="/accord"]', { decision: 'agree' });
    await settle();
    const [mail] = await moved('job@example.org');
    expect(mail!.subject).toContain('nouvelle : « Trente agents formés »');
    expect(mail!.body).toMatch(/training-first\/nouvelles\/[0-9a-f-]{36}/);
    await portal.database.query('UPDATE commitment_rules SET needs_agreement = false');
  });

  it('leads from mail, feed and API to what moved, however much came after it', async () => {
    const id = await published('schools');
    await portal.database.query(
      `INSERT INTO commitment_update (id, commitment_id, title, body, happened_on, state, author_name, published_at, created_at, updated_at)
       SELECT gen_random_uuid(), $1, 'Nouvelle ' || n, 'Dit.', '2020-01-01'::date + n, 'published', 'Erwan', $2, $2, $2
       FROM generate_series(1, 30) AS n`,
      [id, portal.clock.now()],
    );
    await portal.database.query(
      `INSERT INTO resident_question (id, commitment_id, shown_as, public_name, body, state, asked_at, published_at)
       SELECT gen_random_uuid(), $1, 'first-name', 'Anna', 'Question ' || n, 'published', $2::timestamptz + n * interval '1 second',
              $2::timestamptz + n * interval '1 second' FROM generate_series(1, 12) AS n`,
      [id, portal.clock.now()],
    );
    const row = async (sql: string): Promise<string> => (await portal.database.query<{ id: string }[]>(sql))[0]!.id;
    const update = await row(`SELECT id FROM commitment_update WHERE title = 'Nouvelle 1'`);
    const question = await row(`SELECT id FROM resident_question WHERE body = 'Question 1'`);
    await follow('jaoued@example.org', 'schools');
    portal.clock.advance(MINUTE);
    await editor.submit(await editor.get(`/editeur/nouvelles/${update}`), 'form[action$="/pieces"]', {
      ...{ caption: 'Bon de livraison', kind: 'document', datedOn: '2020-02-01' },
      url: 'https://quimper.example/bon.pdf',
    });
    await editor.submit(await editor.get(`/editeur/questions/${question}`), 'form[action$="/reponse"]', {
      body: 'Oui, en septembre.',
    });
    await settle();
    portal.clock.advance(HOUR);

    const page = (await portal.visitor().get(path('schools'))).$('main').text();
    for (const gone of ['Bon de livraison', 'Oui, en septembre.']) expect(page).not.toContain(gone);
    const shows = async (link: string | undefined, words: string): Promise<void> => {
      const { pathname } = new URL(link!);
      const read = await portal.visitor().get(pathname);
      expect([read.status, read.$('main').text()]).toEqual([200, expect.stringContaining(words) as string]);
    };
    const links = (text: string): string[] => text.match(/http:[^\s"<]+/g) ?? [];
    const [mail] = await moved('jaoued@example.org');
    const feed = (await portal.visitor().get(`${path('schools')}.atom`)).html;
    const api = (await portal.visitor().get(`/api/v1/mouvements?engagement=${id}`)).html;
    for (const told of [mail!.body, feed, api]) {
      await shows(
        links(told).find((link) => link.includes(`/nouvelles/${update}`)),
        'Bon de livraison',
      );
      await shows(
        links(told).find((link) => link.includes(`/questions/${question}`)),
        'Oui, en septembre.',
      );
    }
    expect((await portal.visitor().get(`${path('training-first')}/nouvelles/${update}`)).status).toBe(404);
  });

  it('answers the same whether the address follows already or not, and keeps one follow', async () => {
    await published();
    await follow('maud@example.org');
    const ask = async (email: string) => {
      const visitor = portal.visitor();
      const page = await visitor.submit(await visitor.get(`${path()}/suivi`), 'form[action$="/suivi"]', { email });
      return { path: page.path, text: page.$('main').text() };
    };
    expect(await ask('maud@example.org')).toEqual(await ask('personne@example.org'));
    expect((await portal.mailsTo('maud@example.org')).at(-1)!.subject).toContain('Vous suivez déjà');
    expect(await portal.database.getRepository(Follow).countBy({ email: 'maud@example.org' })).toBe(1);
    const wrong = portal.visitor();
    const again = await wrong.submit(await wrong.get(`${path()}/suivi`), 'form[action$="/suivi"]', {
      email: 'pas une',
    });
    expect(again.status).toBe(422);
    expect(again.$('[name=email]').attr('value')).toBe('pas une');
  });

  it('fills no stranger’s mailbox', async () => {
    await published();
    const visitor = portal.visitor();
    for (let n = 0; n < 8; n++)
      await visitor.submit(await visitor.get(`${path()}/suivi`), 'form[action$="/suivi"]', {
        email: 'elle@example.org',
      });
    expect(await portal.mailsTo('elle@example.org')).toHaveLength(6);
    await portal.database.query('DELETE FROM rate_limit');
  });

  it('ends by one press of a mail program, which has no session, and by nothing but that follow', async () => {
    const id = await published();
    await follow('ewen@example.org', 'training-first');
    await follow('ewen@example.org');
    await setStatus(id, 'started');
    await settle();
    const mail = portal.sentMails.filter(({ to, unsubscribeUrl }) => to === 'ewen@example.org' && unsubscribeUrl)[0]!;
    const { pathname } = new URL(mail.unsubscribeUrl!);
    // Programs write the one field in either way (RFC 8058, 3.2).
    const body = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n';
    const opened = await rawRequest(portal.origin, { method: 'GET', path: pathname });
    expect([opened.status, opened.headers['location']]).toEqual([303, pathname.replace('/api/v1', '')]);
    const ended = await rawRequest(portal.origin, {
      method: 'POST',
      path: pathname,
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body,
    });
    expect(ended.status).toBe(200);
    const again = await rawRequest(portal.origin, {
      method: 'POST',
      path: pathname,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(again.status).toBe(200);
    const left = await portal.database.getRepository(Follow).findBy({ email: 'ewen@example.org' });
    expect(left.map(({ commitmentId }) => commitmentId)).toEqual([id]);
    const page = await portal.visitor().get(pathname.replace('/api/v1', ''));
    expect(page.$('h1').text()).toBe('Vous ne suivez plus');
  });

  it('tells who follows the commune and a commitment, or twice by one address, once', async () => {
    const id = await published();
    const resident = await portal.account();
    const client = await portal.signIn(resident);
    await follow(resident.email);
    await follow(resident.email, 'training-first');
    await client.submit(await client.get(path()), 'form[action$="/suivi"]');
    expect((await client.get(path())).$('main').text()).toContain('Vous suivez par courriel');
    expect((await client.get('/compte/suivis')).$('main').text()).toContain('tous les engagements de Quimper');
    await setStatus(id, 'started');
    await settle();
    expect(await moved(resident.email)).toHaveLength(1);
  });

  it('stops with an address that takes no mails any more', async () => {
    const id = await published();
    await follow('parti@example.org');
    await setStatus(id, 'started');
    await settle();
    const back = portal.sentMails.filter(({ to }) => to === 'parti@example.org').at(-1)!;
    const report = `To: ${back.returnPath}\r\nContent-Type: multipart/report\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n`;
    expect(await portal.app.get(Bounces).read(report)).toBe('bounced');
    expect(await portal.database.getRepository(Follow).countBy({ email: 'parti@example.org' })).toBe(0);
  });

  it('writes one row and one job in the transaction of a change, however many follow', async () => {
    const id = await published();
    const emails = await followers(30, 'beaucoup');
    await setStatus(id, 'started');
    expect((await told(emails)).size).toBe(0);
    expect(await portal.database.getRepository(CommitmentMove).countBy({ commitmentId: id, kind: 'status' })).toBe(1);
    await settle();
    expect([...(await told(emails)).values()].filter((mails) => mails === 1)).toHaveLength(30);
  });

  it('tells everybody once when the worker is killed in the middle of a page, and when two are at it', async () => {
    const id = await published();
    const emails = await followers(120, 'tous');
    await portal.database.query(`
      CREATE FUNCTION test_waits() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.recipient = 'tous0110@example.org' THEN PERFORM pg_advisory_xact_lock(4242); END IF; RETURN NEW; END $$`);
    await portal.database.query(
      'CREATE TRIGGER test_waits BEFORE INSERT ON outgoing_mail FOR EACH ROW EXECUTE FUNCTION test_waits()',
    );
    const outside = await new DataSource({
      type: 'postgres',
      url: (portal.database.options as { url: string }).url,
    }).initialize();
    try {
      await setStatus(id, 'late', 'Plus de budget.');
      await outside.query('SELECT pg_advisory_lock(4242)');
      portal.clock.advance(16 * MINUTE);
      const working = portal.runJobs(2000);
      await portal.untilSomebodyWaits();
      // The second page is half written: the worker's connection dies with it.
      await outside.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`,
      );
      await working;
      expect((await told(emails)).size).toBe(100);
      await outside.query('SELECT pg_advisory_unlock(4242)');
      const { id: digest } = await portal.database
        .getRepository(FollowDigest)
        .findOneOrFail({ where: {}, order: { id: 'DESC' } });
      const task = portal.app.get(JobTasks).tasks.get(MAIL_FOLLOW_DIGEST)!;
      await Promise.all([task({ id: digest } as never), task({ id: digest } as never), task({ id: digest } as never)]);
      await settle();
      const mails = await told(emails);
      expect(emails.filter((email) => mails.get(email) !== 1)).toEqual([]);
    } finally {
      await outside.destroy();
      await portal.database.query('DROP TRIGGER test_waits ON outgoing_mail');
      await portal.database.query('DROP FUNCTION test_waits');
    }
  });

  it('tells a program of each move at once, signed, once an administrator gave its address', async () => {
    const id = await published();
    const peer = await startWebhookPeer();
    try {
      const administrator = await portal.signIn({ administrator: true });
      const address = `/admin/communes/${commune.id}/notifications`;
      const said = { url: `${peer.url}/ronron`, allowPrivate: 'on' };
      const shown = await administrator.submit(await administrator.get(address), `form[action$="${address}"]`, said);
      const secret = shown.$('code').text();
      await setStatus(id, 'late', 'Plus de budget.');
      await portal.runJobs();
      const [message] = peer.received;
      expect(JSON.parse(message!.body)).toMatchObject({
        type: 'commitment.moved',
        data: {
          kind: 'status',
          commitment: { id, commune: '29232', measure: 'training-first' },
          from: 'announced',
          to: 'late',
          reason: 'Plus de budget.',
        },
      });
      const at = Number(message!.headers['webhook-timestamp']);
      const signed = new Webhook(secret).sign(message!.headers['webhook-id']!, new Date(at * 1000), message!.body);
      expect(message!.headers['webhook-signature']).toBe(signed);
      // An address within a private network is refused unless the administrator says that it may be one.
      const again = { url: said.url, _csrf: administrator.csrf(await administrator.get(address)) };
      await administrator.post(address, new URLSearchParams(again));
      await setStatus(id, 'under-way');
      await portal.runJobs();
      expect(peer.received).toHaveLength(1);
      const log = await administrator.get(address);
      expect(log.$('table').text()).toContain('Engagement qui bouge');
      expect(log.$('table').text()).toContain('Sera réessayé');
      expect((await editor.get(address)).status).toBe(403);
      await administrator.submit(await administrator.get(address), 'form[action$="/notifications/fin"]');
      await setStatus(id, 'achieved');
      expect(await portal.database.getRepository(WebhookDelivery).countBy({ communeId: commune.id })).toBe(2);
    } finally {
      await peer.stop();
    }
  });

  it('forgets within seven days who did not confirm', async () => {
    await published();
    const visitor = portal.visitor();
    await visitor.submit(await visitor.get(`${path()}/suivi`), 'form[action$="/suivi"]', { email: 'tard@example.org' });
    const kept = async (): Promise<number> => {
      await portal.runTask('purge-personal-data');
      return portal.database.getRepository(Follow).countBy({ email: 'tard@example.org' });
    };
    portal.clock.advance(6 * DAY);
    expect(await kept()).toBe(1);
    portal.clock.advance(1 * DAY + MINUTE);
    expect(await kept()).toBe(0);
  });
});
