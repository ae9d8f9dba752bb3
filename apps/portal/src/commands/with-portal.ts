import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createPortal } from '../create-portal.js';
import type { PortalSettings } from '../platform/config/portal-settings.js';
import { migrate } from '../platform/database/migrate.js';
import { openParts, type RunningParts } from '../portal-parts.js';

/** Runs a command on the database of the settings and leaves nothing open. */
export async function withParts<Value>(
  settings: PortalSettings,
  work: (parts: RunningParts) => Promise<Value>,
): Promise<Value> {
  const parts = await openParts(settings);
  try {
    return await work(parts);
  } finally {
    await parts.close();
  }
}

/** The same with the migrated, whole portal, which serves nothing. */
export async function withPortal<Value>(
  settings: PortalSettings,
  work: (app: NestFastifyApplication) => Promise<Value>,
): Promise<Value> {
  return withParts(settings, async (parts) => {
    await migrate(parts.database);
    const app = await createPortal(parts);
    try {
      return await work(app);
    } finally {
      await app.close();
    }
  });
}
