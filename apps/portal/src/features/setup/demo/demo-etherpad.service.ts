import { installEtherpad, startEtherpad, type LocalEtherpad } from '@ronron/connectors';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource, Not } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { CLOCK, SETTINGS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { SecretBox } from '../../../platform/security/secret-box.js';
import { Service } from '../../catalogue/service.entity.js';
import { ServiceConnectors } from '../../catalogue/service-connectors.service.js';
import { ProvisioningJobs } from '../../provisioning/provisioning-jobs.service.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';

/** A real Etherpad on this machine behind the demonstration's pads, so that a newcomer writes in a pad that the portal granted. */
@Injectable()
export class DemoEtherpad {
  constructor(
    private readonly database: DataSource,
    private readonly secrets: SecretBox,
    private readonly jobs: ProvisioningJobs,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Whether `install` was done here before: then the demonstration starts it again by itself. */
  get installed(): boolean {
    return existsSync(join(this.installation, 'complete'));
  }

  /** From npm, about three minutes the first time. */
  async install(say: (line: string) => void): Promise<void> {
    await installEtherpad(this.installation, say);
  }

  async start(): Promise<LocalEtherpad> {
    const etherpad = await startEtherpad({
      installation: this.installation,
      folder: join(this.settings.dataDir, 'etherpad'),
    });
    await this.connect(etherpad);
    return etherpad;
  }

  /** Points the service at it. Who has the pads already gets a place in the real ones. */
  private async connect({ url, apiKey }: LocalEtherpad): Promise<void> {
    // Browsers send a host's cookies to all its ports: the pads must have the portal's own host name.
    const address = `http://localhost:${new URL(url).port}`;
    await inTransaction(this.database, async (manager) => {
      const service = await manager.findOne(Service, { where: { slug: 'pads' }, lock: { mode: 'pessimistic_write' } });
      if (service === null) return;
      const moved = service.address !== address || service.connectorId !== 'etherpad';
      await manager.update(
        Service,
        { id: service.id },
        {
          address,
          connectorId: 'etherpad',
          connectorSettings: { url: address, apiUrl: url, authentication: 'api-key' } as never,
          connectorSecrets: this.secrets.seal(JSON.stringify({ apiKey }), ServiceConnectors.context(service.id)),
          approvedHosts: ['localhost', '127.0.0.1'],
          allowPrivateHosts: true,
          state: 'operational',
          updatedAt: this.clock.now(),
        },
      );
      if (!moved) return;
      for (const subscription of await manager.findBy(Subscription, { serviceId: service.id, status: Not('ended') })) {
        Object.assign(subscription, { handle: null, wantedRevision: subscription.wantedRevision + 1 });
        await manager.save(subscription);
        await this.jobs.add(manager, subscription);
      }
    });
  }

  private get installation(): string {
    return join(this.settings.dataDir, 'etherpad-1.8.14');
  }
}
