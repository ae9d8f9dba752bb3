import { createHttpClient } from '@ronron/connectors';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { AsyncLocalStorage } from 'node:async_hooks';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { JobQueue } from '../../../platform/jobs/job-queue.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { OidcClient } from '../clients/oidc-client.entity.js';

const TASK = 'announce-logout';

/** With the queue's growing delays, some two days. */
const MOST_ATTEMPTS = 18;

interface Announcement {
  readonly clientId: string;
  readonly accountId: string;
  readonly sid: string;
}

type Send = (clientId: string, accountId: string, sid: string) => Promise<void>;

/** Which hosts the announcement that is being sent may call. */
interface Approval {
  readonly approvedHosts: readonly string[];
  readonly allowPrivate: boolean;
}

/**
 * Tells tools that somebody is signed out (OpenID Connect Back-Channel Logout 1.0): through the queue, so that a tool which is down is
 * told later and nobody waits for it. Only public addresses are called, private ones where an administrator approved the service's host.
 */
@Injectable()
export class LogoutDeliveries implements OnModuleInit {
  private readonly approvals = new AsyncLocalStorage<Approval>();
  private send: Send | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly queue: JobQueue,
    private readonly tasks: JobTasks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.tasks.register(TASK, (announcement: Announcement) => this.deliver(announcement));
  }

  /** The provider signs and sends; it is made after this. */
  sendBy(send: Send): void {
    this.send = send;
  }

  /** `manager`: of the transaction that ends the sign-in, if there is one. */
  async add(
    clientId: string,
    accountId: string,
    sid: string,
    manager: EntityManager = this.database.manager,
  ): Promise<void> {
    await this.queue.add(manager, TASK, { clientId, accountId, sid }, { maxAttempts: MOST_ATTEMPTS });
  }

  /** The provider's way out. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const approval = this.approvals.getStore();
    if (approval === undefined) throw new Error('The provider calls nobody but to announce a sign-out.');
    const url = String(input);
    const http = createHttpClient({ ...approval, timeoutMs: 5000, maxBytes: 100_000 });
    const headers = Object.fromEntries(new Headers(init?.headers));
    const answer = await http.send({ method: 'POST', url, headers, body: String(init?.body ?? '') });
    if (answer.kind !== 'done') throw new Error(answer.kind === 'failed' ? answer.detail : 'no answer');
    // A logout token is for the address that was registered.
    if (answer.value.url !== new URL(url).href) throw new Error('The tool answered with a redirect.');
    return new Response(null, { status: answer.value.status });
  };

  private async deliver({ clientId, accountId, sid }: Announcement): Promise<void> {
    const clients = this.database.getRepository(OidcClient);
    const client = await clients.findOne({ where: { id: clientId }, relations: { service: true } });
    if (client === null || client.backchannelLogoutUri === null) return;
    const { hostname, host } = new URL(client.backchannelLogoutUri);
    const approved = client.service?.approvedHosts.some((entry) => entry === hostname || entry === host) ?? false;
    const approval = { approvedHosts: [host], allowPrivate: approved && client.service!.allowPrivateHosts };
    try {
      await this.approvals.run(approval, () => this.send!(clientId, accountId, sid));
    } catch (error) {
      const failure = (error as Error).message.slice(0, 300);
      await clients.update({ id: clientId }, { logoutFailedAt: this.clock.now(), logoutFailure: failure });
      throw error;
    }
    if (client.logoutFailedAt !== null)
      await clients.update({ id: clientId }, { logoutFailedAt: null, logoutFailure: '' });
  }
}
