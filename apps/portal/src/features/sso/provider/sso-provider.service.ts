import { Inject, Injectable } from '@nestjs/common';
import { SECOND, type Logger } from '@ronron/kernel';
import { createProvider, type AdapterFactory, type RonronProvider, type SignInClient } from '@ronron/oidc';
import type { IncomingMessage } from 'node:http';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { LOGGER, SETTINGS } from '../../../platform/config/tokens.js';
import { poolOf } from '../../../platform/database/migrate.js';
import { ClientAdapter, ClientDirectory } from '../clients/client-directory.service.js';
import { LogoutDeliveries } from '../ending/logout-deliveries.service.js';
import { SigningKeysService } from '../keys/signing-keys.service.js';
import { RecordAdapter, writeUses } from '../storage/record-adapter.js';
import { unitOf } from '../storage/request-unit.js';
import { SessionAdapter, writeEnd } from '../storage/session-adapter.js';
import { SsoAccounts } from './sso-accounts.service.js';
import { SsoPages } from './sso-pages.service.js';

/** How often a process looks whether keys were rotated; less than a new key is published before it signs. */
const KEYS_LOOKED_AT_EVERY = 15 * SECOND;

/** The issuer is this below `PUBLIC_URL`, for good: another would be another portal to every tool. */
export const OIDC_PATH = '/oidc';

/** The OpenID provider of this process. It holds no state: keys, clients and all that it gives out are in the database. */
@Injectable()
export class SsoProvider {
  readonly issuer: string;
  private readonly pool: Pool;
  private current: { readonly version: string; readonly made: RonronProvider } | null = null;
  private looking: Promise<RonronProvider> | null = null;
  private lookedAt = -Infinity;

  constructor(
    database: DataSource,
    private readonly keys: SigningKeysService,
    private readonly clients: ClientDirectory,
    private readonly accounts: SsoAccounts,
    private readonly deliveries: LogoutDeliveries,
    private readonly pages: SsoPages,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(SETTINGS) settings: PortalSettings,
  ) {
    this.pool = poolOf(database);
    this.issuer = settings.publicUrl + OIDC_PATH;
    deliveries.sendBy(async (clientId, accountId, sid) => (await this.get()).deliverLogout(clientId, accountId, sid));
  }

  /** The provider with the keys of now. The first call makes it, and the very first one of a portal its keys. */
  get(): RonronProvider | Promise<RonronProvider> {
    if (this.current !== null && performance.now() - this.lookedAt < KEYS_LOOKED_AT_EVERY) return this.current.made;
    return this.look();
  }

  /** Looks at the keys now. Those who come meanwhile share the look. */
  look(): Promise<RonronProvider> {
    this.looking ??= this.renew().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  /** The client that a bearer token of its own (client credentials) speaks for, if it was given this scope; else null. */
  async clientOf(token: string, scope: string): Promise<SignInClient | null> {
    const { provider } = await this.get();
    const found = await provider.ClientCredentials.find(token);
    if (found?.clientId === undefined || !found.scopes.has(scope)) return null;
    const client = await this.clients.find(found.clientId);
    return client === null || client.disabled ? null : client;
  }

  /** What a request left to write, before it is answered. */
  private async settle(request: IncomingMessage): Promise<void> {
    const unit = unitOf(request);
    await writeUses(this.pool, unit);
    await writeEnd(this.pool, unit);
  }

  private async renew(): Promise<RonronProvider> {
    const version = await this.keys.version();
    if (this.current === null || version !== this.current.version || version === '') {
      const keys = await this.keys.load();
      this.current = { version: keys.map(({ kid }) => kid).join(' '), made: this.make(keys) };
    }
    this.lookedAt = performance.now();
    return this.current.made;
  }

  private make(keys: Awaited<ReturnType<SigningKeysService['load']>>): RonronProvider {
    return createProvider(this.issuer, {
      storage: this.storage(),
      keys: { keys },
      accounts: this.accounts,
      announceLogout: (clientId, accountId, sid) => this.deliveries.add(clientId, accountId, sid),
      fetch: this.deliveries.fetch,
      pages: this.pages,
      settle: (request) => this.settle(request),
      onServerError: (error) => this.logger.error({ err: error }, 'the OpenID provider failed'),
    });
  }

  private storage(): AdapterFactory {
    return (kind) => {
      if (kind === 'Client') return new ClientAdapter(this.clients);
      return kind === 'Session' ? new SessionAdapter(this.pool) : new RecordAdapter(kind, this.pool);
    };
  }
}
