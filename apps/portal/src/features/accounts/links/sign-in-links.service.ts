import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ok, type Clock, type Result } from '@ronron/kernel';
import type { Randomness } from '@ronron/kernel';
import type { FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { longDateTime } from '../../../platform/i18n/long-date.js';
import { JobQueue } from '../../../platform/jobs/job-queue.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { nextQuery } from '../../../platform/pages/next-path.js';
import { ProofOfWork } from '../../../platform/security/proof-of-work.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { Account, addressProved } from '../account.entity.js';
import type { AccountToken } from '../account-token.entity.js';
import { AccountMails } from '../tokens/account-mails.service.js';
import { AccountTokens, type DeadLink } from '../tokens/account-tokens.service.js';
import { LINKS_BY_ADDRESS } from '../tokens/links-limit.js';

const BY_ADDRESS: RateLimit = { name: 'sign-in-link-address', points: 30, seconds: 60 * 60 };
const BY_EMAIL: RateLimit = { name: 'sign-in-link-email', points: 4, seconds: 60 * 60 };

const SEND_LINK = 'send-sign-in-link';

declare module 'fastify' {
  interface Session {
    /** Names the browser that asked for a link; a link knows only its hash. */
    linkAsker?: string;
  }
}

interface Asked {
  readonly email: string;
  readonly browser: string;
  readonly next: string;
  readonly at: string;
}

export interface LinkLook {
  readonly email: string;
  /** Whether it is opened in the browser that asked for it. */
  readonly sameBrowser: boolean;
  readonly askedAt: Date;
}

/** A link to the mailbox that signs in, for people who lose passwords. */
@Injectable()
export class SignInLinks implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly queue: JobQueue,
    private readonly tasks: JobTasks,
    private readonly tokens: AccountTokens,
    private readonly limits: RateLimits,
    private readonly proof: ProofOfWork,
    private readonly mails: AccountMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    this.tasks.register(SEND_LINK, (asked: Asked) => this.send(asked));
  }

  /** Takes note. Whether there is an account is looked up by the worker, so that the answer's time cannot tell. */
  async request(request: FastifyRequest, values: { email: string; proof: string; suite: string }): Promise<void> {
    await this.limits.consumeAll([
      [BY_ADDRESS, request.ip],
      [BY_EMAIL, values.email],
    ]);
    await this.proof.admit(values.proof, request.ip);
    const browser = request.session.get('linkAsker') ?? this.randomness.bytes(32).toString('base64url');
    request.session.set('linkAsker', browser);
    const at = this.clock.now().toISOString();
    const asked: Asked = { email: values.email, browser: hashOf(browser), next: values.suite, at };
    await this.queue.add(this.database.manager, SEND_LINK, asked, { maxAttempts: 5 });
  }

  /** What the link is; looking does not use it, since mail scanners look at every link. */
  async look(request: FastifyRequest, token: string): Promise<Result<LinkLook, DeadLink>> {
    await this.limits.consume(LINKS_BY_ADDRESS, request.ip);
    const found = await this.tokens.look('sign-in', token);
    if (!found.ok) return found;
    const { email } = await this.database.getRepository(Account).findOneByOrFail({ id: found.value.accountId });
    return ok({ email, sameBrowser: isAsker(request, found.value), askedAt: found.value.createdAt });
  }

  /** Uses the link, and with it every other of the account. */
  async use(token: string): Promise<Result<Account, DeadLink>> {
    return inTransaction(this.database, async (manager) => {
      const used = await this.tokens.use(manager, 'sign-in', token);
      if (!used.ok) return used;
      await this.tokens.forget(manager, used.value.accountId, ['sign-in']);
      return ok(await manager.findOneByOrFail(Account, { id: used.value.accountId }));
    });
  }

  /** An address that was never confirmed gets none: whoever signed up with it may not be who reads the mailbox. */
  private async send({ email, browser, next, at }: Asked): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const account = await manager.findOneBy(Account, { email });
      if (account === null || !addressProved(account)) return;
      const token = await this.tokens.issue(manager, account.id, 'sign-in', null, browser);
      const link = `/connexion/lien/${token}${nextQuery(next)}`;
      await this.mails.send(
        manager,
        account,
        'signInLink',
        { link },
        { date: longDateTime(new Date(at), account.locale) },
      );
    });
  }
}

function isAsker(request: FastifyRequest, token: AccountToken): boolean {
  const asker = request.session.get('linkAsker');
  return asker !== undefined && token.browser === hashOf(asker);
}

function hashOf(browser: string): string {
  return createHash('sha256').update(browser).digest('hex');
}
