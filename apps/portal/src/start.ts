import { assertKnownConnectors, type LocalEtherpad } from '@ronron/connectors';
import type { AddressInfo } from 'node:net';
import type { DataSource } from 'typeorm';
import { createPortal } from './create-portal.js';
import { DemoEtherpad } from './features/setup/demo/demo-etherpad.service.js';
import { Demonstration } from './features/setup/demo/demonstration.service.js';
import { SetupLinks } from './features/setup/first-run/setup-links.service.js';
import { migrate } from './platform/database/migrate.js';
import type { PortalSettings } from './platform/config/portal-settings.js';
import { JobWorker } from './platform/jobs/job-worker.js';
import { PublicChanges } from './platform/server/public-changes.js';
import { openParts } from './portal-parts.js';

export type Role = 'web' | 'worker';

export interface RunningPortal {
  /** Null when no web role runs here. */
  readonly port: number | null;
  /** The one-time link of a portal that nobody has set up yet. */
  readonly setupUrl: string | null;
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly roles: readonly Role[];
  /** Installs an Etherpad for the demonstration first; `say` tells how it goes. */
  readonly installEtherpad?: (line: string) => void;
}

/** Starts the roles in this process: database, migrations under a lock, then web, worker or both. */
export async function startPortal(
  settings: PortalSettings,
  { roles, installEtherpad }: StartOptions,
): Promise<RunningPortal> {
  const parts = await openParts(settings);
  let etherpad: LocalEtherpad | null = null;
  try {
    await migrate(parts.database);
    assertKnownConnectors(await connectorsInUse(parts.database));
    const app = await createPortal(parts);
    if (settings.demonstration) {
      await app.get(Demonstration).fill();
      if (installEtherpad !== undefined) await app.get(DemoEtherpad).install(installEtherpad);
      if (app.get(DemoEtherpad).installed) etherpad = await app.get(DemoEtherpad).start();
    }
    const worker = roles.includes('worker') ? app.get(JobWorker) : null;
    let port: number | null = null;
    if (roles.includes('web')) {
      await app.get(PublicChanges).start();
      await app.listen(settings.port, settings.host);
      port = (app.getHttpServer().address() as AddressInfo).port;
    }
    const links = app.get(SetupLinks);
    const setupUrl =
      !settings.demonstration && roles.includes('web') && (await links.isNeeded()) ? await links.create() : null;
    await worker?.start();
    return {
      port,
      setupUrl,
      stop: async () => {
        const server = app.getHttpServer() as import('node:http').Server;
        const idle = setInterval(() => server.closeIdleConnections(), 100);
        await worker?.stop();
        await app.close();
        await etherpad?.stop();
        clearInterval(idle);
        await parts.close();
      },
    };
  } catch (error) {
    await etherpad?.stop();
    await parts.close();
    throw error;
  }
}

async function connectorsInUse(database: DataSource): Promise<string[]> {
  const rows = await database.query<{ connector_id: string }[]>('SELECT DISTINCT connector_id FROM service');
  return rows.map((row) => row.connector_id);
}
