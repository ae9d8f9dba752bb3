import { PortalPassport } from './platform/sessions/portal-passport.js';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AccountSessions } from './features/accounts/account-sessions.service.js';
import { OIDC_PATH, SsoEndpoint } from './features/sso/provider/sso-endpoint.service.js';
import { poolOf } from './platform/database/migrate.js';
import type { PlatformParts } from './platform/platform.module.js';
import { createAdapter, registerProtections } from './platform/server/create-server.js';
import { answerOnceAllHeard, keepPreparedPages } from './platform/server/page-hooks.js';
import { Mounts } from './platform/server/mounts.js';
import { PublicChanges } from './platform/server/public-changes.js';
import { VisitorsFirst } from './platform/server/visitors-first.js';
import { registerSessions } from './platform/sessions/session-plugins.js';
import { PortalModule } from './portal.module.js';

/** The whole portal, ready to listen or to run jobs; the caller starts what it wants of it. */
export async function createPortal(parts: PlatformParts): Promise<NestFastifyApplication> {
  const { settings, prepared, clock, randomness } = parts;
  const mounts = new Mounts();
  const app = await NestFactory.create<NestFastifyApplication>(
    PortalModule.with(parts),
    createAdapter(settings, prepared, mounts, clock, randomness),
    { logger: ['error', 'fatal'], abortOnError: false, forceCloseConnections: true, bodyParser: false },
  );
  const server = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  await registerSessions(server, {
    settings,
    secretKey: parts.secretKey,
    pool: poolOf(parts.database),
    clock,
    passport: app.get(PortalPassport),
    actors: app.get(AccountSessions),
  });
  await registerProtections(server, settings, app.get(VisitorsFirst));
  keepPreparedPages(server, prepared);
  mounts.add(OIDC_PATH, app.get(SsoEndpoint).listener);
  const changes = app.get(PublicChanges);
  changes.onChange(() => prepared.drop());
  changes.onConnection((listening) => prepared.listen(listening));
  answerOnceAllHeard(server, changes);
  await app.init();
  return app;
}
