import { findConnector } from '@ronron/connectors';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import { createHash } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { JobQueue } from '../../../platform/jobs/job-queue.js';
import { ERASED_NAME } from '../../../platform/privacy/declare-table.js';
import { SealedColumns } from '../../../platform/security/sealed-columns.js';
import { SecretBox } from '../../../platform/security/secret-box.js';
import { Account } from '../../accounts/account.entity.js';
import { Membership } from '../../organisations/membership.entity.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { register } from '../register/register.js';
import { metadataOf, type RegisteredPerson } from '../register/register-sql.js';
import { RetainedRecords } from '../retention/retained-records.service.js';
import { ErasureMails, type ErasedReader } from './erasure-mails.service.js';
import { Erasure } from './erasure.entity.js';
import { eraseFrom } from './register-eraser.js';
import { ServiceErasure } from './service-erasure.entity.js';

/** The name of the queue's task; its payload is the id of a `ServiceErasure` alone. */
export const ERASE_AT_SERVICE = 'erase-at-service';

/** Erases people from every table, as the register says, and sees to it that the services follow. */
@Injectable()
export class Erasures implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly retained: RetainedRecords,
    private readonly subscriptions: SubscriptionsService,
    private readonly queue: JobQueue,
    private readonly box: SecretBox,
    private readonly sealed: SealedColumns,
    private readonly mails: ErasureMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    this.sealed.add({ table: 'erasure', column: 'sealed_person', key: 'id', context: contextOf });
  }

  /**
   * Erases the account now, within the caller's transaction: all of it or nothing. What a service holds follows by jobs; until it has
   * let go of a subscription, an empty row stands for the account, which tells nothing of anybody.
   * @param askedAt when the person asked for it
   */
  async erase(manager: EntityManager, account: Account, askedAt: Date): Promise<void> {
    const person: RegisteredPerson = { account: account.id, email: account.email, name: account.displayName };
    const services = await this.servicesToTell(manager, account.id);
    const kept = await this.retained.closure(manager, account);
    await this.leave(manager, account);
    const counts = await this.eraseEverywhere(manager, person);
    await this.removeOrEmpty(manager, account.id);
    await this.giveReceipt(manager, account, askedAt, { services, counts, ...kept });
  }

  /** Removes the empty row that stood for an erased account, once the services have let go. */
  async removeEmptied(manager: EntityManager, accountId: string): Promise<void> {
    const subscriptions = register.find(({ entity }) => entity === Subscription)!;
    await eraseFrom(manager, subscriptions, { account: accountId, email: '', name: '' });
    if (!(await manager.existsBy(Subscription, { accountId }))) await manager.delete(Account, { id: accountId });
  }

  /** Called when a service has answered: the last one ends what had to be kept to tell it. */
  async completeIfSettled(manager: EntityManager, erasureId: string): Promise<void> {
    const erasure = await manager.findOneOrFail(Erasure, {
      where: { id: erasureId },
      lock: { mode: 'pessimistic_write' },
    });
    const open = await manager
      .createQueryBuilder(ServiceErasure, 'one')
      .where(`one.erasure_id = :erasureId AND one.status NOT IN ('done', 'abandoned')`, { erasureId })
      .getExists();
    if (open || erasure.completedAt !== null || erasure.sealedPerson === null) return;
    const reader = this.readerOf(erasure);
    await manager.update(Erasure, { id: erasureId }, { completedAt: this.clock.now(), sealedPerson: null });
    await this.mails.receipt(manager, reader, 'completed', erasure.erasedAt);
  }

  /** Whom a service has to forget. @throws Error once all services have. */
  async personOf(erasureId: string): Promise<{ readonly accountId: string; readonly email: string }> {
    const erasure = await this.database.getRepository(Erasure).findOneByOrFail({ id: erasureId });
    return { accountId: erasure.accountId, email: this.readerOf(erasure).email };
  }

  /** The receipt that an address names, or null. */
  async receipt(token: string): Promise<{ erasure: Erasure; services: ServiceErasure[] } | null> {
    const erasure = await this.database.getRepository(Erasure).findOneBy({ receiptHash: hashOf(token) });
    if (erasure === null) return null;
    const services = await this.database
      .getRepository(ServiceErasure)
      .find({ where: { erasureId: erasure.id }, relations: { service: { structure: true } }, order: { id: 'ASC' } });
    return { erasure, services };
  }

  private readerOf({ id, sealedPerson }: Erasure): ErasedReader {
    if (sealedPerson === null) throw new Error(`The erasure ${id} is complete.`);
    return JSON.parse(this.box.open(sealedPerson, contextOf(id))) as ErasedReader;
  }

  /** Services that can forget one person and may know this one: by a subscription of their own or of an organisation of theirs. */
  private async servicesToTell(manager: EntityManager, accountId: string): Promise<string[]> {
    const used = await manager.query<{ id: string; connector_id: string }[]>(
      `SELECT DISTINCT service.id, service.connector_id FROM service JOIN subscription ON subscription.service_id = service.id
       WHERE subscription.account_id = $1
         OR subscription.organisation_id IN (SELECT organisation_id FROM membership WHERE account_id = $1)`,
      [accountId],
    );
    return used.filter(({ connector_id }) => findConnector(connector_id)?.can.erase).map(({ id }) => id);
  }

  private async leave(manager: EntityManager, { id, displayName }: Account): Promise<void> {
    const memberships = await manager.find(Membership, {
      where: { accountId: id },
      relations: { organisation: true },
    });
    await this.subscriptions.endAllOf(manager, id);
    await manager.delete(Membership, { accountId: id });
    const ownerless: { id: string; name: string }[] = [];
    for (const { organisationId, organisation, role } of memberships) {
      await this.subscriptions.membersChanged(manager, organisationId, { accountId: id, cause: 'erased' });
      if (role !== 'owner' || organisation!.closedAt !== null) continue;
      if (!(await manager.existsBy(Membership, { organisationId, role: 'owner' }))) ownerless.push(organisation!);
    }
    await this.mails.withoutOwner(manager, ownerless, displayName);
  }

  private async eraseEverywhere(manager: EntityManager, person: RegisteredPerson): Promise<Record<string, number>> {
    // The audit log is append-only but for this: a trigger lets nothing change but the name and what mentions it.
    await manager.query(`SET LOCAL ronron.redacting = 'on'`);
    const counts: Record<string, number> = {};
    for (const table of register.filter(({ entity }) => entity !== Account)) {
      const rows = await eraseFrom(manager, table, person);
      if (rows > 0) counts[metadataOf(manager, table).tableName] = rows;
    }
    await manager.query(`SET LOCAL ronron.redacting = 'off'`);
    return counts;
  }

  private async removeOrEmpty(manager: EntityManager, id: string): Promise<void> {
    if (!(await manager.existsBy(Subscription, { accountId: id }))) {
      await manager.delete(Account, { id });
      return;
    }
    await manager.update(
      Account,
      { id },
      {
        email: `${id}@erased.invalid`,
        displayName: ERASED_NAME,
        passwordHash: null,
        communeId: null,
        locale: 'fr',
        securityStamp: newId(this.clock, this.randomness),
        suspendedAt: null,
        bouncedAt: null,
        lastSignInAt: null,
      },
    );
  }

  private async giveReceipt(
    manager: EntityManager,
    account: Account,
    askedAt: Date,
    {
      services,
      ...facts
    }: { services: readonly string[] } & Pick<Erasure, 'counts' | 'identityKeptUntil' | 'accountKeptUntil'>,
  ): Promise<void> {
    const id = newId(this.clock, this.randomness);
    const now = this.clock.now();
    const token = this.randomness.bytes(32).toString('base64url');
    const { email, displayName: name, locale } = account;
    const reader: ErasedReader = { email, name, locale, receipt: `/recus-de-suppression/${token}` };
    await manager.insert(Erasure, {
      id,
      accountId: account.id,
      receiptHash: hashOf(token),
      askedAt,
      erasedAt: now,
      completedAt: services.length === 0 ? now : null,
      sealedPerson: services.length === 0 ? null : this.box.seal(JSON.stringify(reader), contextOf(id)),
      ...facts,
    });
    for (const serviceId of services) {
      const job = newId(this.clock, this.randomness);
      await manager.insert(ServiceErasure, { id: job, erasureId: id, serviceId, status: 'queued', createdAt: now });
      await this.queue.add(manager, ERASE_AT_SERVICE, { id: job }, { key: `${ERASE_AT_SERVICE}:${job}` });
    }
    await this.mails.receipt(manager, reader, 'erased', now);
  }
}

/** What an erasure's person is sealed for. */
function contextOf(erasureId: string): string {
  return `erasure:sealed_person:${erasureId}`;
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
