import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { PortalSetting } from '../../../platform/config/portal-setting.entity.js';
import { PORTAL_ITSELF } from '../../../platform/config/portal-switches.js';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { Commune } from '../../territories/commune.entity.js';

const KEY = 'privacy.officer';

/** Who answers for the data of the portal (RGPD articles 30.1.a and 37): every commune has such an officer. */
export interface Officer {
  readonly name: string;
  readonly email: string;
}

@Injectable()
export class DataProtectionOfficer {
  constructor(
    private readonly database: DataSource,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Empty texts until somebody has named one. */
  async get(): Promise<Officer> {
    const row = await this.database.getRepository(PortalSetting).findOneBy({ key: KEY });
    return (row?.value as Officer | undefined) ?? { name: '', email: '' };
  }

  /** Administrators only: the route says so. */
  async name(actor: Actor, officer: Officer): Promise<void> {
    const before = await this.get();
    await inTransaction(this.database, async (manager) => {
      const row = { key: KEY, value: officer as never, updatedAt: this.clock.now() };
      await manager.upsert(PortalSetting, row, ['key']);
      await this.audit.record(manager, actor, {
        action: 'officer.named',
        subject: PORTAL_ITSELF,
        before: { ...before },
        after: { ...officer },
      });
    });
  }

  /** The commune that is responsible for the portal; empty before there is one. */
  async controller(): Promise<string> {
    const [commune] = await this.database
      .getRepository(Commune)
      .find({ where: { served: true }, order: { principal: 'DESC', name: 'ASC' }, take: 1 });
    return commune?.name ?? '';
  }
}
