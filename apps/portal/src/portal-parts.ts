import { createLogger, SettingsError, systemClock, systemRandomness, type Logger } from '@ronron/kernel';
import { startLocalPostgres, type LocalPostgres } from '@ronron/local-postgres';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { entities } from './entities.js';
import { settingDefinitions, type PortalSettings } from './platform/config/portal-settings.js';
import { loadOrCreateSecretKey } from './platform/config/secret-key.js';
import { dataSourceOptions } from './platform/database/data-source-options.js';
import { poolOf } from './platform/database/migrate.js';
import { createMailTransport } from './platform/mail/mail-transport.js';
import type { PlatformParts } from './platform/platform.module.js';
import { PreparedPages } from './platform/server/prepared-pages.js';
import { sessionCookieName } from './platform/sessions/session-plugins.js';

export interface RunningParts extends PlatformParts {
  /** Closes the database connections, and stops the embedded PostgreSQL if there is one. */
  close(): Promise<void>;
}

/** Makes what the portal runs on from its settings: database (embedded when none is named), key, clock, mail. */
export async function openParts(settings: PortalSettings): Promise<RunningParts> {
  const logger = createLogger(settings.logLevel);
  const local = settings.databaseUrl === null ? await startEmbedded(settings, logger) : null;
  const databaseUrl = local?.url ?? settings.databaseUrl!;
  const database = new DataSource(dataSourceOptions(databaseUrl, entities));
  try {
    await database.initialize();
  } catch (error) {
    await local?.stop();
    throw local === null ? unusable(error as Error) : error;
  }
  surviveLostConnections(poolOf(database), logger);
  return {
    settings,
    secretKey: settings.secretKey ?? (await loadOrCreateSecretKey(settings.dataDir, systemRandomness)),
    databaseUrl,
    database,
    clock: systemClock,
    randomness: systemRandomness,
    logger,
    mailTransport: createMailTransport(settings, systemClock, systemRandomness),
    prepared: new PreparedPages(sessionCookieName(settings)),
    close: async () => {
      if (database.isInitialized) await database.destroy();
      await local?.stop();
    },
  };
}

/** For who set the portal up: which setting to look at, and what the server or the network answered. */
function unusable(error: Error): SettingsError {
  const { example } = settingDefinitions.DATABASE_URL;
  // Node gives no message of its own when a name has several addresses and none answers.
  const reasons = error instanceof AggregateError ? error.errors.map((one: Error) => one.message) : [error.message];
  return new SettingsError([
    { name: 'DATABASE_URL', problem: `the database cannot be used (${reasons.join('; ')}).`, example },
  ]);
}

/** An idle connection that the server cuts is an event to log, not a reason to die: the pool makes another. */
function surviveLostConnections(pool: Pool, logger: Logger): void {
  const lost = (error: Error): void => logger.warn({ err: error }, 'a database connection was lost');
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
}

function startEmbedded(settings: PortalSettings, logger: Logger): Promise<LocalPostgres> {
  return startLocalPostgres({ dataDir: join(settings.dataDir, 'postgres'), database: 'ronron', logger });
}
