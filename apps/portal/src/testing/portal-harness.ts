import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLogger, FixedClock, MINUTE, newId, systemRandomness } from '@ronron/kernel';
import { createTestDatabase, PageClient } from '@ronron/testing';
import { hash } from '@node-rs/argon2';
import { createHash, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { createPortal } from '../create-portal.js';
import { entities } from '../entities.js';
import { Account } from '../features/accounts/account.entity.js';
import { RoleGrant } from '../features/roles/role-grant.entity.js';
import { Commune } from '../features/territories/commune.entity.js';
import { Structure } from '../features/territories/structure.entity.js';
import { readPortalSettings } from '../platform/config/portal-settings.js';
import { dataSourceOptions } from '../platform/database/data-source-options.js';
import { JobTasks } from '../platform/jobs/job-tasks.js';
import { OutgoingMail } from '../platform/mail/outgoing-mail.entity.js';
import type { Envelope } from '../platform/mail/mail-transport.js';
import { PreparedPages } from '../platform/server/prepared-pages.js';
import { PublicChanges } from '../platform/server/public-changes.js';
import { sessionCookieName } from '../platform/sessions/session-plugins.js';

export const TEST_PASSWORD = 'un chat ronronne au soleil';
const passwordHash = hash(TEST_PASSWORD);

const SECRET_KEY = 'a key for tests that is long enough 0123456789';

/** Well after today, so that what the database dates itself is always in the past. */
const TEST_NOW = new Date('2040-03-06T09:00:00Z');

/** The name of the template that the test runner migrated, unless it says otherwise. */
const TEMPLATE = process.env['RONRON_TEST_TEMPLATE'] ?? 'ronron_template';

export interface AccountOptions {
  readonly email?: string;
  readonly displayName?: string;
  readonly communeId?: string;
  readonly confirmed?: boolean;
  readonly operatorOf?: string;
  readonly editorOf?: string;
  readonly administrator?: boolean;
}

/** A real portal on a database of its own, over real HTTP; time stands still unless a test moves it. */
export class TestPortal {
  readonly clock: FixedClock;
  readonly randomness = systemRandomness;
  /** Mails as the transport got them. */
  readonly sentMails: Envelope[] = [];
  /** Set by a test to make the mail server fail. */
  mailFailure: Error | null = null;
  origin = '';

  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: DataSource,
    /** What a process of the same portal is given. */
    readonly environment: Readonly<Record<string, string>>,
    private readonly closing: () => Promise<void>,
    clock: FixedClock,
  ) {
    this.clock = clock;
  }

  /** `on`: the database of another test portal, to run two replicas side by side. */
  static async start(on?: TestPortal, environment: Record<string, string> = {}): Promise<TestPortal> {
    const adminUrl = process.env['RONRON_TEST_DATABASE_URL'];
    if (adminUrl === undefined) throw new Error('RONRON_TEST_DATABASE_URL is not set: run the tests with "npm test".');
    const name = `test_${createHash('sha1').update(randomUUID()).digest('hex').slice(0, 16)}`;
    const own = on === undefined ? await createTestDatabase({ adminUrl, template: TEMPLATE, name }) : null;
    const databaseUrl = own?.url ?? (on!.database.options as { url: string }).url;
    const shared = { DATABASE_URL: databaseUrl, DATA_DIR: join(tmpdir(), 'ronron-tests', name), NODE_ENV: 'test' };
    const settings = readPortalSettings({
      ...shared,
      PORT: '0',
      PUBLIC_URL: 'http://localhost:8080',
      HOST: '127.0.0.1',
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
      // Tests move the clock by months; what comes of it is tested where it belongs.
      SECOND_FACTOR_GRACE_DAYS: '3650',
      ...environment,
    });
    const clock = on?.clock ?? new FixedClock(TEST_NOW);
    const database = new DataSource(dataSourceOptions(databaseUrl, entities, 8));
    await database.initialize();
    const started: { portal?: TestPortal } = {};
    const app = await createPortal({
      settings,
      secretKey: SECRET_KEY,
      databaseUrl,
      database,
      clock,
      randomness: systemRandomness,
      logger: createLogger(settings.logLevel),
      mailTransport: {
        send: async (envelope) => {
          if (started.portal?.mailFailure) throw started.portal.mailFailure;
          started.portal?.sentMails.push(envelope);
        },
      },
      prepared: new PreparedPages(sessionCookieName(settings)),
    });
    await app.get(PublicChanges).start();
    await app.listen(0, '127.0.0.1');
    const self = new TestPortal(
      app,
      database,
      { ...shared, SECRET_KEY },
      async () => {
        await app.close();
        if (database.isInitialized) await database.destroy();
        await own?.drop();
      },
      clock,
    );
    started.portal = self;
    self.origin = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
    return self;
  }

  async stop(): Promise<void> {
    await this.closing();
  }

  newId(): string {
    return newId(this.clock, this.randomness);
  }

  /** A browser of a visitor. */
  visitor(headers: Record<string, string> = {}): PageClient {
    return new PageClient(this.origin, headers);
  }

  async commune(name = 'Quimper', inseeCode = '29232', served = true): Promise<Commune> {
    const repository = this.database.getRepository(Commune);
    const known = await repository.findOneBy({ inseeCode });
    if (known !== null) return known;
    return repository.save({
      id: this.newId(),
      inseeCode,
      name,
      slug: name.toLowerCase(),
      postcodes: ['29000'],
      served,
      notServedMessage: '',
      colour: null,
      logoFileId: null,
      principal: inseeCode === '29232',
      createdAt: this.clock.now(),
    });
  }

  async structure(name = 'Linux Quimper'): Promise<Structure> {
    const slug = name.toLowerCase().replace(/\W+/g, '-');
    const repository = this.database.getRepository(Structure);
    const known = await repository.findOneBy({ slug });
    if (known !== null) return known;
    return repository.save({
      id: this.newId(),
      slug,
      name,
      kind: 'association' as const,
      description: '',
      website: null,
      email: `contact@${slug}.example`,
      phone: null,
      address: '',
      communeId: null,
      active: true,
      createdAt: this.clock.now(),
    });
  }

  /** A confirmed account whose password is `TEST_PASSWORD`, with the roles asked for. */
  async account(options: AccountOptions = {}): Promise<Account> {
    const communeId = options.communeId ?? (await this.commune()).id;
    const now = this.clock.now();
    const id = this.newId();
    await this.database.getRepository(Account).insert({
      id,
      email: options.email ?? `${id.slice(-12)}@example.org`,
      displayName: options.displayName ?? 'Maïwenn Le Goff',
      passwordHash: await passwordHash,
      communeId,
      locale: 'fr',
      confirmedAt: options.confirmed === false ? null : now,
      securityStamp: this.newId(),
      termsAcceptedAt: now,
      termsVersion: '1',
      createdAt: now,
    });
    const grant = (
      role: RoleGrant['role'],
      structureId: string | null,
      communeOfRole: string | null,
    ): Promise<unknown> =>
      this.database
        .getRepository(RoleGrant)
        .insert({ id: this.newId(), accountId: id, role, structureId, communeId: communeOfRole, createdAt: now });
    if (options.operatorOf !== undefined) await grant('operator', options.operatorOf, null);
    if (options.editorOf !== undefined) await grant('editor', null, options.editorOf);
    if (options.administrator) await grant('administrator', null, null);
    return this.database.getRepository(Account).findOneByOrFail({ id });
  }

  /** A browser signed in through the real page, known as the account's own from the second time on: no mail tells of it. */
  async signIn(account: Account | AccountOptions = {}): Promise<PageClient> {
    const who = 'securityStamp' in account ? account : await this.account(account);
    const client = this.visitor();
    client.setCookie('appareil', createHash('sha256').update(who.id).digest('base64url'));
    const page = await client.get('/connexion');
    const after = await client.submit(page, 'form[action$="/connexion"]', {
      email: who.email,
      password: TEST_PASSWORD,
    });
    if (client.cookie('ronron') === undefined || after.path.startsWith('/connexion')) {
      throw new Error(`${who.email} could not sign in: ${after.status} ${after.path}`);
    }
    return client;
  }

  /** Mails to an address, oldest first, whether sent yet or still queued. */
  async mailsTo(email: string): Promise<OutgoingMail[]> {
    return this.database
      .getRepository(OutgoingMail)
      .find({ where: { recipient: email }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  /**
   * Runs what the queue holds, in order, until nothing is due (or `most` jobs ran); a job that throws is tried later as
   * in real life. Returns how many ran.
   */
  async runJobs(most = 200): Promise<number> {
    const { tasks } = this.app.get(JobTasks);
    let ran = 0;
    for (; ran < most; ran++) {
      // As a worker does: the job is locked while it is done, so that a task may queue itself again under the same key.
      const [[job]] = await this.database.query<[{ id: string; task: string; payload: unknown }[]]>(
        `UPDATE graphile_worker._private_jobs AS job SET locked_by = 'test', locked_at = now(), attempts = attempts + 1
         FROM graphile_worker._private_tasks AS task
         WHERE task.id = job.task_id AND job.id = (
           SELECT id FROM graphile_worker._private_jobs
           WHERE locked_at IS NULL AND attempts < max_attempts AND run_at <= $1
           ORDER BY priority, run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING job.id, task.identifier AS task, job.payload`,
        [this.clock.now()],
      );
      if (job === undefined) break;
      const task = tasks.get(job.task);
      if (task === undefined) throw new Error(`Nobody does the task ${job.task}`);
      try {
        await task(job.payload as never);
        await this.database.query('DELETE FROM graphile_worker._private_jobs WHERE id = $1', [job.id]);
      } catch {
        await this.database.query(
          'UPDATE graphile_worker._private_jobs SET locked_by = NULL, locked_at = NULL, run_at = $2 WHERE id = $1',
          [job.id, new Date(this.clock.now().getTime() + MINUTE)],
        );
      }
    }
    return ran;
  }

  /** Returns once a statement waits for a lock that another transaction holds. */
  async untilSomebodyWaits(): Promise<void> {
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    while ((await this.database.query<unknown[]>(waiting)).length === 0) await new Promise(setImmediate);
  }

  /** Runs a scheduled task now. */
  async runTask(name: string): Promise<void> {
    const task = this.app.get(JobTasks).tasks.get(name);
    if (task === undefined) throw new Error(`Nobody does the task ${name}`);
    await task({} as never);
  }
}

/** The harness in one call. */
export function startTestPortal(environment: Record<string, string> = {}): Promise<TestPortal> {
  return TestPortal.start(undefined, environment);
}
