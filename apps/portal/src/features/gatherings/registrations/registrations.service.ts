import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, In, Not, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Locale } from '../../../platform/i18n/locales.js';
import type { Actor } from '../../../platform/security/actor.js';
import { linkTokenHash } from '../../../platform/security/link-token.js';
import { ProofOfWork } from '../../../platform/security/proof-of-work.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { takesRegistrations, waysOf } from '../gathering/gathering-rules.js';
import { findGathering } from '../gathering/gathering-scope.service.js';
import { Gathering, type Way } from '../gathering/gathering.entity.js';
import { GatheringRegistration } from './gathering-registration.entity.js';
import { RegistrationMails } from './registration-mails.service.js';
import { WaitingList } from './waiting-list.service.js';

/** Schools and town halls share an address: more than for other forms. */
const BY_ADDRESS: RateLimit = { name: 'gatherings-address', points: 30, seconds: 3600 };
/** What a mailbox that is not the visitor's could be sent. */
const BY_EMAIL: RateLimit = { name: 'gatherings-email', points: 6, seconds: 24 * 3600 };
const BY_ACCOUNT: RateLimit = { name: 'gatherings-account', points: 60, seconds: 24 * 3600 };

/** Somebody without an account who registers. */
export interface RegisteringVisitor {
  readonly name: string;
  readonly email: string;
  readonly locale: Locale;
  /** Network address. */
  readonly address: string;
  /** The form's untrusted answer to the challenge. */
  readonly proof: unknown;
}

/** Coming to a gathering, and not coming after all. */
@Injectable()
export class Registrations {
  constructor(
    private readonly database: DataSource,
    private readonly waitingList: WaitingList,
    private readonly mails: RegistrationMails,
    private readonly limits: RateLimits,
    private readonly proof: ProofOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Registers an account at once. Asked twice it is there once. @returns the path of its page. */
  async registerAccount(actor: Actor, gatheringId: string, way: Way): Promise<Result<string, 'closed' | 'way'>> {
    await this.limits.consume(BY_ACCOUNT, actor.accountId);
    return inTransaction(this.database, async (manager) => {
      const gathering = await findGathering(manager, gatheringId, true);
      const refusal = this.refusal(gathering, way);
      if (refusal !== null) return fail(refusal);
      const known = await this.live(manager, { gatheringId, accountId: actor.accountId });
      if (known !== null) return ok(this.mails.path(known));
      const before = await this.live(manager, { gatheringId, email: actor.email });
      if (before !== null) await this.adopt(manager, before, actor);
      if (before !== null && before.status !== 'unconfirmed') return ok(this.mails.path(before));
      const account = { accountId: actor.accountId, name: actor.displayName, locale: actor.locale, way };
      if (before !== null) await manager.update(GatheringRegistration, { id: before.id }, { way });
      const id = before?.id ?? (await this.insert(manager, gathering!, account));
      const registration = await manager.findOneOrFail(GatheringRegistration, {
        where: { id },
        relations: { account: true },
      });
      await this.take(manager, gathering!, registration);
      return ok(this.mails.path(registration));
    });
  }

  /**
   * Mails a visitor the link that registers them; who is registered already gets the link of that. What the page says is the same,
   * so that nobody learns who comes.
   */
  async ask(visitor: RegisteringVisitor, gatheringId: string, way: Way): Promise<Result<void, 'closed' | 'way'>> {
    await this.limits.consume(BY_ADDRESS, visitor.address);
    await this.proof.admit(visitor.proof, visitor.address);
    const mayMail = await this.limits.tryConsume(BY_EMAIL, visitor.email);
    return inTransaction(this.database, async (manager) => {
      const gathering = await findGathering(manager, gatheringId, true);
      const refusal = this.refusal(gathering, way);
      if (refusal !== null) return fail(refusal);
      if (!mayMail) return ok(undefined);
      const { name, email, locale } = visitor;
      const known = await this.live(manager, [
        { gatheringId, email },
        { gatheringId, account: { email } },
      ]);
      if (known !== null && known.status !== 'unconfirmed') {
        await this.mails.tell(manager, gathering!, known, 'already');
        return ok(undefined);
      }
      if (known !== null) await manager.update(GatheringRegistration, { id: known.id }, { name, locale, way });
      const id = known?.id ?? (await this.insert(manager, gathering!, { email, name, locale, way }));
      const registration = await manager.findOneByOrFail(GatheringRegistration, { id });
      await this.mails.tell(manager, gathering!, registration, 'confirm');
      return ok(undefined);
    });
  }

  /** What a mailed link leads to, with its gathering. @throws AppError `not-found` */
  async find(token: string): Promise<GatheringRegistration & { gathering: Gathering }> {
    const registration = await this.database.getRepository(GatheringRegistration).findOne({
      where: { linkHash: linkTokenHash(token) },
      relations: { account: true, gathering: { commune: true, structure: true, sessions: true } },
    });
    if (registration === null) throw new AppError(NOT_FOUND);
    return registration as GatheringRegistration & { gathering: Gathering };
  }

  /** The second half of a visitor's registration. Pressed twice it is done once. */
  async confirm(token: string): Promise<'registered' | 'waiting' | 'closed' | 'wayGone'> {
    return this.locked(token, async (manager, gathering, registration) => {
      if (registration.status === 'registered' || registration.status === 'waiting') return registration.status;
      const refusal = this.refusal(gathering, registration.way);
      if (registration.status === 'cancelled' || refusal === 'closed') return 'closed';
      return refusal === 'way' ? 'wayGone' : this.take(manager, gathering, registration);
    });
  }

  /** From the room to the visio, or back: only to a place that is free, so that nobody loses the one they have. */
  async changeWay(token: string, way: Way): Promise<'changed' | 'full' | 'closed'> {
    return this.locked(token, async (manager, gathering, registration) => {
      const holds = registration.status === 'registered' || registration.status === 'waiting';
      if (!holds || this.refusal(gathering, way) !== null) return 'closed';
      if (registration.way === way) return 'changed';
      if ((await this.waitingList.statusOfNext(manager, gathering, way)) === 'waiting') return 'full';
      const change = { way, status: 'registered' as const };
      await manager.update(GatheringRegistration, { id: registration.id }, change);
      await this.mails.tell(manager, gathering, Object.assign(registration, change), 'wayChanged');
      await this.waitingList.moveUp(manager, gathering);
      return 'changed';
    });
  }

  /** Frees the place; who waited longest gets it. */
  async cancel(token: string): Promise<void> {
    await this.locked(token, (manager, gathering, registration) => this.leave(manager, gathering, registration));
  }

  /** For those who keep the gathering: takes somebody off the list and tells them. The caller holds the gathering's lock. */
  async remove(manager: EntityManager, gathering: Gathering, id: string): Promise<void> {
    const registration = await manager.findOne(GatheringRegistration, {
      where: { id, gatheringId: gathering.id, status: In(['registered', 'waiting']) },
      relations: { account: true },
    });
    if (registration === null) return;
    await this.leave(manager, gathering, registration);
    await this.mails.tell(manager, gathering, registration, 'removed');
  }

  /** An account's own that are not over, the next first. */
  async mine(actor: Actor): Promise<{ registration: GatheringRegistration; path: string }[]> {
    const all = await this.database.getRepository(GatheringRegistration).find({
      where: { accountId: actor.accountId, status: Not('cancelled') },
      relations: { gathering: { commune: true, structure: true } },
      order: { overAt: 'DESC' },
      take: 100,
    });
    return all.map((registration) => ({ registration, path: this.mails.path(registration) }));
  }

  private refusal(gathering: Gathering | null, way: Way): 'closed' | 'way' | null {
    if (gathering === null || !takesRegistrations(gathering, this.clock.now())) return 'closed';
    return waysOf(gathering).includes(way) ? null : 'way';
  }

  private live(
    manager: EntityManager,
    where: FindOptionsWhere<GatheringRegistration> | FindOptionsWhere<GatheringRegistration>[],
  ): Promise<GatheringRegistration | null> {
    return manager.findOne(GatheringRegistration, {
      where: [where].flat().map((one) => ({ ...one, status: Not('cancelled') })),
      relations: { account: true },
    });
  }

  /** What somebody asked for with their address, before they signed in, is theirs: one person holds one place. */
  private async adopt(manager: EntityManager, { id }: GatheringRegistration, actor: Actor): Promise<void> {
    const change = { accountId: actor.accountId, email: null, name: actor.displayName };
    await manager.update(GatheringRegistration, { id }, change);
  }

  private async insert(
    manager: EntityManager,
    { id: gatheringId, endsAt }: Gathering,
    values: Pick<GatheringRegistration, 'name' | 'locale' | 'way'> & { accountId?: string; email?: string },
  ): Promise<string> {
    const id = newId(this.clock, this.randomness);
    await manager.insert(GatheringRegistration, {
      ...values,
      ...this.mails.newLink(id),
      id,
      gatheringId,
      status: 'unconfirmed',
      createdAt: this.clock.now(),
      overAt: endsAt,
    });
    return id;
  }

  /** A place or the end of the waiting list, and a mail that says which. */
  private async take(
    manager: EntityManager,
    gathering: Gathering,
    registration: GatheringRegistration,
  ): Promise<'registered' | 'waiting'> {
    const status = await this.waitingList.statusOfNext(manager, gathering, registration.way);
    await manager.update(GatheringRegistration, { id: registration.id }, { status, since: this.clock.now() });
    await this.mails.tell(manager, gathering, registration, status);
    return status;
  }

  private async leave(
    manager: EntityManager,
    gathering: Gathering,
    registration: GatheringRegistration,
  ): Promise<void> {
    const change = { status: 'cancelled' as const, cancelledAt: this.clock.now() };
    const { affected } = await manager.update(
      GatheringRegistration,
      { id: registration.id, status: Not('cancelled') },
      change,
    );
    if (affected === 1) await this.waitingList.moveUp(manager, gathering);
  }

  /** Works on a registration as it is once its gathering is locked. */
  private async locked<Value>(
    token: string,
    work: (manager: EntityManager, gathering: Gathering, registration: GatheringRegistration) => Promise<Value>,
  ): Promise<Value> {
    const { id, gatheringId } = await this.find(token);
    return inTransaction(this.database, async (manager) => {
      const gathering = await findGathering(manager, gatheringId, true);
      const registration = await manager.findOne(GatheringRegistration, {
        where: { id },
        relations: { account: true },
      });
      if (gathering === null || registration === null) throw new AppError(NOT_FOUND);
      return work(manager, gathering, registration);
    });
  }
}
