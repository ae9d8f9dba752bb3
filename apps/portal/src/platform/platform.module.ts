import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { PortalPassport } from './sessions/portal-passport.js';
import type { Clock, Logger, Randomness } from '@ronron/kernel';
import { createTemplates, loadAssets } from '@ronron/web-ui';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataSource } from 'typeorm';
import { ApiOperations } from './api/api-operations.js';
import { AuditLog } from './audit/audit-log.js';
import type { PortalSettings } from './config/portal-settings.js';
import { PortalSwitches } from './config/portal-switches.js';
import { signingKey } from './config/secret-key.js';
import {
  ASSETS,
  CLOCK,
  DATABASE_URL,
  LOGGER,
  MAIL_TRANSPORT,
  RANDOMNESS,
  SETTINGS,
  SIGNING_KEY,
  TEMPLATES,
} from './config/tokens.js';
import { ProblemFilter } from './errors/problem.filter.js';
import { FileStorage } from './files/file-storage.js';
import { FilesController } from './files/files.controller.js';
import { loadTranslations, Translations } from './i18n/translations.js';
import { JobQueue } from './jobs/job-queue.js';
import { JobTasks } from './jobs/job-tasks.js';
import { JobWorker } from './jobs/job-worker.js';
import { Bounces } from './mail/bounces.js';
import { MailSender } from './mail/mail-sender.js';
import type { MailTransport } from './mail/mail-transport.js';
import { Mailer } from './mail/mailer.js';
import { ReturnPaths, returnPaths } from './mail/return-paths.js';
import { Pages } from './pages/pages.js';
import { AccessGuard } from './security/access.guard.js';
import { EnrolmentGuard } from './security/enrolment.guard.js';
import { Passwords } from './security/passwords.js';
import { VisitorsFirst } from './server/visitors-first.js';
import { ProofOfWork } from './security/proof-of-work.js';
import { RateLimits } from './security/rate-limits.js';
import { SealedColumns } from './security/sealed-columns.js';
import { SecretBox } from './security/secret-box.js';
import { SecretsRotation } from './security/secrets-rotation.js';
import { ShownOnce } from './security/shown-once.js';
import { StepUpGuard } from './security/step-up.guard.js';
import { AssetsController } from './server/assets.controller.js';
import { GalleryController } from './server/gallery.controller.js';
import { HealthController } from './server/health.controller.js';
import { PageOptionsInterceptor } from './server/page-hooks.js';
import { PreparedPages } from './server/prepared-pages.js';
import { PublicChanges } from './server/public-changes.js';
import { SessionCookies } from './sessions/session-cookies.js';

/** What is made before the application and given to it; tests give their own. */
export interface PlatformParts {
  readonly settings: PortalSettings;
  readonly secretKey: string;
  readonly databaseUrl: string;
  readonly database: DataSource;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly logger: Logger;
  readonly mailTransport: MailTransport;
  readonly prepared: PreparedPages;
}

/** The folders of templates: `platform`, and one for each feature that has views. */
function viewRoots(): Record<string, string> {
  const source = fileURLToPath(new URL('../../src', import.meta.url));
  const roots: Record<string, string> = { platform: join(source, 'platform', 'views') };
  for (const feature of readdirSync(join(source, 'features'))) {
    const folder = join(source, 'features', feature);
    if (readdirSync(folder).includes('views')) roots[feature] = join(folder, 'views');
  }
  return roots;
}

/** What the features stand on. Global, so that a feature's module only names what is its own. */
@Global()
@Module({})
export class PlatformModule {
  static with(parts: PlatformParts): DynamicModule {
    const services = [
      ApiOperations,
      AuditLog,
      Bounces,
      FileStorage,
      JobQueue,
      JobTasks,
      JobWorker,
      Mailer,
      Pages,
      Passwords,
      VisitorsFirst,
      PortalSwitches,
      ProofOfWork,
      PublicChanges,
      RateLimits,
      SealedColumns,
      SecretsRotation,
      ShownOnce,
    ];
    const assets = loadAssets();
    const templates = createTemplates({ viewRoots: viewRoots(), assets, reload: parts.settings.reloadViews });
    const values = [
      { provide: SETTINGS, useValue: parts.settings },
      { provide: CLOCK, useValue: parts.clock },
      { provide: RANDOMNESS, useValue: parts.randomness },
      { provide: LOGGER, useValue: parts.logger },
      { provide: DATABASE_URL, useValue: parts.databaseUrl },
      { provide: SIGNING_KEY, useValue: signingKey(parts.secretKey, 'proof of work v1') },
      { provide: MAIL_TRANSPORT, useValue: parts.mailTransport },
      { provide: ASSETS, useValue: assets },
      { provide: TEMPLATES, useValue: templates },
      { provide: DataSource, useValue: parts.database },
      { provide: PreparedPages, useValue: parts.prepared },
      { provide: PortalPassport, useValue: new PortalPassport({ clearSessionIgnoreFields: ['flash'] }) },
      {
        provide: ReturnPaths,
        useValue: returnPaths(parts.settings.bounceAddress, [parts.secretKey, ...parts.settings.oldSecretKeys]),
      },
      { provide: SessionCookies, useValue: new SessionCookies(parts.settings, parts.secretKey) },
      { provide: Translations, useValue: loadTranslations() },
      {
        provide: SecretBox,
        useValue: new SecretBox(parts.secretKey, parts.settings.oldSecretKeys, parts.randomness),
      },
    ];
    return {
      module: PlatformModule,
      controllers: [AssetsController, FilesController, GalleryController, HealthController],
      providers: [
        ...values,
        ...services,
        MailSender,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_GUARD, useClass: EnrolmentGuard },
        { provide: APP_GUARD, useClass: StepUpGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_INTERCEPTOR, useClass: PageOptionsInterceptor },
      ],
      exports: [...values.map((value) => value.provide), ...services],
    };
  }
}
