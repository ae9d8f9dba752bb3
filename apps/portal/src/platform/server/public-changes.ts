import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SECOND, type Logger } from '@ronron/kernel';
import { Client } from 'pg';
import { LOGGER, DATABASE_URL } from '../config/tokens.js';
import { ReplicaAnswers } from './replica-answers.js';

/** The channel that the database's triggers notify; see the migration "triggers". */
const CHANNEL = 'ronron_public';
const RETRY_AFTER = SECOND;

/** Nobody waits longer for a process that does not answer: its pages may be former ones until it does. */
const LONGEST_WAIT = SECOND;

/** Tells when something that public pages show changed in the database, whoever changed it. */
@Injectable()
export class PublicChanges implements OnApplicationShutdown {
  private client: Client | undefined;
  private replicas: ReplicaAnswers | undefined;
  private stopped = false;
  private retry: NodeJS.Timeout | undefined;
  private number = 0;
  private readonly changed = new Set<() => void>();
  private readonly connection = new Set<(listening: boolean) => void>();

  constructor(
    @Inject(DATABASE_URL) private readonly databaseUrl: string,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onChange(listener: () => void): void {
    this.changed.add(listener);
  }

  /** Called with false while changes cannot be heard of: what was derived from the data must not be trusted then. */
  onConnection(listener: (listening: boolean) => void): void {
    this.connection.add(listener);
  }

  async start(): Promise<void> {
    const client = new Client({ connectionString: this.databaseUrl, keepAlive: true });
    this.client = client;
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    const replicas = new ReplicaAnswers(client);
    client.on('notification', ({ channel }) => {
      if (channel !== CHANNEL) return;
      this.number++;
      this.changed.forEach((listener) => listener());
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      await replicas.join();
      this.replicas = replicas;
      this.connection.forEach((listener) => listener(true));
    } catch (error) {
      this.logger.warn(
        { err: error },
        'cannot listen for changes of public pages; they are drawn each time until then',
      );
      this.lost(client);
    }
  }

  /** How many changes this process has heard of; to be asked before something that may be one. */
  get heard(): number {
    return this.number;
  }

  /**
   * Returns once every web process has heard of all that was committed by now, at once when nothing was since `before`. It never
   * fails: after a second without an answer it gives up.
   */
  async untilAllHeard(before: number): Promise<void> {
    const { replicas } = this;
    if (replicas === undefined) return;
    // Not `AbortSignal.timeout`, whose timer outlives a quick answer: each change would leave one behind for a second.
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), LONGEST_WAIT);
    const tooLong = new Promise<false>((resolve) => limit.signal.addEventListener('abort', () => resolve(false)));
    const settled = async (): Promise<true> => {
      await replicas.caughtUp();
      if (this.number !== before) await replicas.allAnswered(limit.signal);
      return true;
    };
    const inTime = await Promise.race([settled().catch(() => false), tooLong]);
    clearTimeout(timer);
    if (!inTime) this.logger.warn('another web process did not say in time that it knows of a change of public pages');
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private lost(client: Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.replicas = undefined;
    this.connection.forEach((listener) => listener(false));
    client.end().catch(() => undefined);
    if (!this.stopped) this.retry = setTimeout(() => void this.start(), RETRY_AFTER);
  }
}
