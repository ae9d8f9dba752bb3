import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog, type AuditedChange } from '../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import type { Actor } from '../../platform/security/actor.js';
import { FORBIDDEN, NOT_FOUND } from '../../platform/security/security.errors.js';
import { Account } from '../accounts/account.entity.js';
import { Commune } from '../territories/commune.entity.js';
import { Structure } from '../territories/structure.entity.js';
import { RoleGrant } from './role-grant.entity.js';
import { RoleMails } from './role-mails.service.js';

/** A power to give: over one structure, one commune, or the whole portal. */
export type Power =
  | { readonly role: 'operator'; readonly structureId: string }
  | { readonly role: 'editor'; readonly communeId: string }
  | { readonly role: 'administrator' };

export type GrantRefusal = 'no-account' | 'unconfirmed' | 'unknown-scope' | 'already';

export const notifications = ['at-once', 'daily', 'never'] as const;
export type Notification = (typeof notifications)[number];

/** Who has power over what. Given and taken by administrators, written in the audit log, told to the person. */
@Injectable()
export class RolesService {
  constructor(
    private readonly database: DataSource,
    private readonly mails: RoleMails,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Every grant with its account, structure and commune, by name. @throws AppError `forbidden` */
  async list(actor: Actor): Promise<RoleGrant[]> {
    assertAdministrator(actor);
    return this.database.getRepository(RoleGrant).find({
      relations: { account: true, structure: true, commune: true },
      order: { account: { displayName: 'ASC' }, role: 'ASC', id: 'ASC' },
      take: 1000,
    });
  }

  /** `email`: of an account that is confirmed. @throws AppError `forbidden` */
  async grant(actor: Actor, email: string, power: Power): Promise<Result<RoleGrant, GrantRefusal>> {
    assertAdministrator(actor);
    return inTransaction(this.database, async (manager) => {
      // The lock keeps two clicks from giving the same power twice: null scopes are distinct for a unique index.
      const account = await manager.findOne(Account, {
        where: { email: email.trim().toLowerCase() },
        lock: { mode: 'pessimistic_write' },
      });
      if (account === null) return fail('no-account');
      if (account.confirmedAt === null) return fail('unconfirmed');
      if (!(await scopeExists(manager, power))) return fail('unknown-scope');
      const known = await manager.findBy(RoleGrant, { accountId: account.id, role: power.role });
      if (known.some((grant) => sameScope(grant, power))) return fail('already');
      const grant = manager.create(RoleGrant, {
        id: newId(this.clock, this.randomness),
        accountId: account.id,
        role: power.role,
        structureId: power.role === 'operator' ? power.structureId : null,
        communeId: power.role === 'editor' ? power.communeId : null,
        notify: 'at-once',
        createdAt: this.clock.now(),
      });
      await manager.insert(RoleGrant, grant as never);
      await this.audit.record(
        manager,
        actor,
        auditOf('role.granted', grant, null, { accountId: account.id, email: account.email }),
      );
      await this.mails.granted(manager, account, await withScope(manager, grant.id));
      return ok(grant);
    });
  }

  /** The last administrator stays: nobody could give the role back. @throws AppError `forbidden`, `not-found` */
  async revoke(actor: Actor, grantId: string): Promise<Result<void, 'last-administrator'>> {
    assertAdministrator(actor);
    return inTransaction(this.database, async (manager) => {
      // Locked in one order, so that two administrators who remove each other wait instead of both succeeding.
      const administrators = await manager.query<{ id: string }[]>(
        `SELECT id FROM role_grant WHERE role = 'administrator' ORDER BY id FOR UPDATE`,
      );
      if (!(await manager.existsBy(RoleGrant, { id: grantId }))) throw new AppError(NOT_FOUND);
      const grant = await withScope(manager, grantId);
      if (grant.role === 'administrator' && administrators.length < 2) return fail('last-administrator');
      await manager.delete(RoleGrant, { id: grantId });
      const account = grant.account as Account;
      await this.audit.record(
        manager,
        actor,
        auditOf('role.revoked', grant, { accountId: account.id, email: account.email }, null),
      );
      await this.mails.revoked(manager, account, grant);
      return ok(undefined);
    });
  }

  /** Who is told of what happens at a structure, with `account` and `notify`. */
  async operatorsOf(manager: EntityManager, structureId: string): Promise<RoleGrant[]> {
    return manager.find(RoleGrant, { where: { role: 'operator', structureId }, relations: { account: true } });
  }

  async administrators(manager: EntityManager): Promise<RoleGrant[]> {
    return manager.find(RoleGrant, { where: { role: 'administrator' }, relations: { account: true } });
  }

  /** One's own grants as operator, with their structures. */
  async operatorGrants(actor: Actor): Promise<RoleGrant[]> {
    return this.database.getRepository(RoleGrant).find({
      where: { accountId: actor.accountId, role: 'operator' },
      relations: { structure: true },
      order: { structure: { name: 'ASC' } },
    });
  }

  /** Which notifications one wants, by structure; structures of which one is no operator are passed over. */
  async choose(actor: Actor, wanted: ReadonlyMap<string, Notification>): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      for (const [structureId, notify] of wanted) {
        await manager.update(RoleGrant, { accountId: actor.accountId, role: 'operator', structureId }, { notify });
      }
    });
  }
}

function assertAdministrator(actor: Actor): void {
  if (!actor.administrator) throw new AppError(FORBIDDEN);
}

async function scopeExists(manager: EntityManager, power: Power): Promise<boolean> {
  if (power.role === 'operator') return manager.existsBy(Structure, { id: power.structureId });
  return power.role === 'administrator' || manager.existsBy(Commune, { id: power.communeId });
}

function sameScope(grant: RoleGrant, power: Power): boolean {
  if (power.role === 'operator') return grant.structureId === power.structureId;
  return power.role === 'administrator' || grant.communeId === power.communeId;
}

async function withScope(manager: EntityManager, id: string): Promise<RoleGrant> {
  return manager.findOneOrFail(RoleGrant, {
    where: { id },
    relations: { account: true, structure: true, commune: true },
  });
}

function auditOf(
  action: string,
  { id, role, structureId, communeId }: RoleGrant,
  before: Record<string, unknown> | null,
  after: Record<string, unknown> | null,
): AuditedChange {
  const withRole = (holder: Record<string, unknown> | null): Record<string, unknown> | null =>
    holder === null ? null : { ...holder, role };
  return {
    action,
    subject: { kind: 'role-grant', id },
    structureId,
    communeId,
    before: withRole(before),
    after: withRole(after),
  };
}
