import type { AddressInfo } from 'node:net';
import { createPortal } from './create-portal.js';
import { Demonstration } from './features/setup/demo/demonstration.service.js';
import { migrate } from './platform/database/migrate.js';
import type { PortalSettings } from './platform/config/portal-settings.js';
import { JobWorker } from './platform/jobs/job-worker.js';
import { PublicChanges } from './platform/server/public-changes.js';
import { openParts } from './portal-parts.js';

export type Role = 'web' | 'worker';

export interface RunningPortal {
  /** Null when no web role runs here. */
  readonly port: number | null;
  stop(): Promise<void>;
}

/** Starts the roles in this process: database, migrations under a lock, then web, worker or both. */
export async function startPortal(settings: PortalSettings, roles: readonly Role[]): Promise<RunningPortal> {
  const parts = await openParts(settings);
  try {
    await migrate(parts.database);
    const app = await createPortal(parts);
    if (settings.demonstration) await app.get(Demonstration).fill();
    const worker = roles.includes('worker') ? app.get(JobWorker) : null;
    let port: number | null = null;
    if (roles.includes('web')) {
      await app.get(PublicChanges).start();
      await app.listen(settings.port, settings.host);
      port = (app.getHttpServer().address() as AddressInfo).port;
    }
    await worker?.start();
    return {
      port,
      stop: async () => {
        const server = app.getHttpServer() as import('node:http').Server;
        const idle = setInterval(() => server.closeIdleConnections(), 100);
        await worker?.stop();
        await app.close();
        clearInterval(idle);
        await parts.close();
      },
    };
  } catch (error) {
    await parts.close();
    throw error;
  }
}
