import { Inject, Injectable } from '@nestjs/common';
import { AppError, DAY, type Clock, type Randomness } from '@ronron/kernel';
import { createHash } from 'node:crypto';
import { DataSource, IsNull, MoreThan, type EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { CLOCK, RANDOMNESS, SETTINGS } from '../../../platform/config/tokens.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { RoleGrant } from '../../roles/role-grant.entity.js';
import { SetupLink } from './setup-link.entity.js';

export const setupSteps = ['commune', 'structure', 'administrator', 'service', 'mail'] as const;
export type SetupStep = (typeof setupSteps)[number];

const LIVES = DAY;

/** Makes and finds the link by which a host sets a new portal up. */
@Injectable()
export class SetupLinks {
  constructor(
    private readonly database: DataSource,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** A portal with an administrator is set up. */
  async isNeeded(): Promise<boolean> {
    return !(await this.database.getRepository(RoleGrant).existsBy({ role: 'administrator' }));
  }

  /** The address of a new link, good for a day; what an earlier one had begun goes on, and its address is void. */
  async create(): Promise<string> {
    const token = this.randomness.bytes(32).toString('base64url');
    const values = { hash: hashOf(token), expiresAt: new Date(this.clock.now().getTime() + LIVES) };
    await this.database.transaction(async (manager) => {
      const begun = await manager.findOne(SetupLink, {
        where: { finishedAt: IsNull() },
        lock: { mode: 'pessimistic_write' },
      });
      if (begun !== null) await manager.update(SetupLink, { hash: begun.hash }, values);
      else await manager.insert(SetupLink, values);
    });
    return `${this.settings.publicUrl}/installation/${token}`;
  }

  /** @throws AppError `not-found` for a link that is unknown, expired or finished. */
  async find(token: string): Promise<SetupLink> {
    const link = await this.database.getRepository(SetupLink).findOneBy(this.live(token));
    if (link === null) throw new AppError(NOT_FOUND);
    return link;
  }

  /** The same in a transaction, and nobody else's turn until it ends. */
  async lock(manager: EntityManager, token: string): Promise<SetupLink> {
    const link = await manager.findOne(SetupLink, { where: this.live(token), lock: { mode: 'pessimistic_write' } });
    if (link === null) throw new AppError(NOT_FOUND);
    return link;
  }

  private live(token: string): object {
    return { hash: hashOf(token), finishedAt: IsNull(), expiresAt: MoreThan(this.clock.now()) };
  }
}

/** The first thing that is still to do. */
export function nextStep(link: SetupLink): SetupStep {
  if (link.communeId === null) return 'commune';
  if (link.structureId === null) return 'structure';
  if (link.accountId === null) return 'administrator';
  return link.serviceId === null ? 'service' : 'mail';
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
