import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { AuditLog } from '../audit/audit-log.js';
import { inTransaction } from '../database/in-transaction.js';
import type { Actor } from '../security/actor.js';
import { PortalSetting } from './portal-setting.entity.js';
import { CLOCK } from './tokens.js';

/** What can be switched on and off on the portal's pages, and how it stands when nobody touched it. */
export const switchDefaults = {
  /** Visitors' forms ask browsers for some work, which robots that send thousands cannot afford. */
  'proof-of-work': false,
} as const satisfies Record<string, boolean>;

export type PortalSwitch = keyof typeof switchDefaults;

/** The subject of audit entries about the portal itself, which has no row of its own. */
export const PORTAL_ITSELF = { kind: 'portal', id: '00000000-0000-0000-0000-000000000000' };

/** The portal's switches. Read from the database each time: only few pages ask. */
@Injectable()
export class PortalSwitches {
  constructor(
    private readonly database: DataSource,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async isOn(name: PortalSwitch): Promise<boolean> {
    const row = await this.database.getRepository(PortalSetting).findOneBy({ key: keyOf(name) });
    return typeof row?.value === 'boolean' ? row.value : switchDefaults[name];
  }

  async all(): Promise<Record<PortalSwitch, boolean>> {
    const names = Object.keys(switchDefaults) as PortalSwitch[];
    const states = await Promise.all(names.map(async (name) => [name, await this.isOn(name)] as const));
    return Object.fromEntries(states) as Record<PortalSwitch, boolean>;
  }

  /** The caller checked that the actor may; what changes is audited. */
  async set(actor: Actor, name: PortalSwitch, on: boolean): Promise<void> {
    const before = await this.isOn(name);
    if (before === on) return;
    await inTransaction(this.database, async (manager) => {
      const row = { key: keyOf(name), value: on as never, updatedAt: this.clock.now() };
      await manager.upsert(PortalSetting, row, ['key']);
      await this.audit.record(manager, actor, {
        action: 'portal-switch.set',
        subject: PORTAL_ITSELF,
        before: { [name]: before },
        after: { [name]: on },
      });
    });
  }
}

function keyOf(name: PortalSwitch): string {
  return `switch.${name}`;
}
