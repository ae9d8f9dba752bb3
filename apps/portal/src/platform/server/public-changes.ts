import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from '@ronron/kernel';
import { Client } from 'pg';
import { LOGGER, DATABASE_URL } from '../config/tokens.js';

/** The channel that the database's triggers notify; see the migration "triggers". */
const CHANNEL = 'ronron_public';
const RETRY_AFTER = 1000;

/** Tells when something that public pages show changed in the database, whoever changed it. */
@Injectable()
export class PublicChanges implements OnApplicationShutdown {
  private client: Client | undefined;
  private stopped = false;
  private retry: NodeJS.Timeout | undefined;
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
    client.on('notification', () => this.changed.forEach((listener) => listener()));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.connection.forEach((listener) => listener(true));
    } catch (error) {
      this.logger.warn(
        { err: error },
        'cannot listen for changes of public pages; they are drawn each time until then',
      );
      this.lost(client);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private lost(client: Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.connection.forEach((listener) => listener(false));
    client.end().catch(() => undefined);
    if (!this.stopped) this.retry = setTimeout(() => void this.start(), RETRY_AFTER);
  }
}
