import { Inject, Injectable } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../../platform/config/tokens.js';
import { inTransaction } from '../../../../platform/database/in-transaction.js';
import type { Locale } from '../../../../platform/i18n/locales.js';
import type { Actor } from '../../../../platform/security/actor.js';
import { linkTokenHash } from '../../../../platform/security/link-token.js';
import { ProofOfWork } from '../../../../platform/security/proof-of-work.js';
import { RateLimits, type RateLimit } from '../../../../platform/security/rate-limits.js';
import { FollowMails } from './follow-mails.service.js';
import { WITH_TARGET, type FollowTarget } from './follow-target.js';
import { Follow } from './follow.entity.js';

/** Town halls and digital spaces share an address. */
const BY_ADDRESS: RateLimit = { name: 'follows-address', points: 30, seconds: 3600 };
/** What a mailbox that is not the visitor's could be sent. */
const BY_EMAIL: RateLimit = { name: 'follows-email', points: 6, seconds: 24 * 3600 };
const BY_ACCOUNT: RateLimit = { name: 'follows-account', points: 200, seconds: 24 * 3600 };

/** Somebody without an account who wants to follow. */
export interface FollowingVisitor {
  readonly email: string;
  readonly locale: Locale;
  /** Network address. */
  readonly address: string;
  /** The form's untrusted answer to the challenge. */
  readonly proof: unknown;
}

/** Following, with an account or without, and ending it. */
@Injectable()
export class Follows {
  constructor(
    private readonly database: DataSource,
    private readonly mails: FollowMails,
    private readonly limits: RateLimits,
    private readonly proof: ProofOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /**
   * Mails a visitor the link that confirms; who follows already gets the link that ends it. What the page says is the same, so that
   * nobody learns who follows.
   */
  async ask(visitor: FollowingVisitor, target: FollowTarget): Promise<void> {
    await this.limits.consume(BY_ADDRESS, visitor.address);
    await this.proof.admit(visitor.proof, visitor.address);
    if (!(await this.limits.tryConsume(BY_EMAIL, visitor.email))) return;
    const { email, locale } = visitor;
    await inTransaction(this.database, async (manager) => {
      const follow = await this.put(manager, target, { email, locale });
      if (follow.confirmedAt !== null) return this.mails.tell(manager, follow, 'already');
      await manager.update(Follow, { id: follow.id }, { locale, createdAt: this.clock.now() });
      await this.mails.tell(manager, Object.assign(follow, { locale }), 'confirm');
    });
  }

  /** An account's address is confirmed: it follows at once. Asked twice it is there once. */
  async followAccount(actor: Actor, target: FollowTarget): Promise<void> {
    await this.limits.consume(BY_ACCOUNT, actor.accountId);
    await inTransaction(this.database, (manager) => this.begin(manager, actor, target));
  }

  /** In the transaction of the caller, who knows that the account's address is confirmed. */
  async begin(
    manager: EntityManager,
    { accountId, locale }: Pick<Actor, 'accountId' | 'locale'>,
    target: FollowTarget,
  ): Promise<void> {
    const { id, confirmedAt } = await this.put(manager, target, { accountId, locale });
    if (confirmedAt === null) await manager.update(Follow, { id }, { confirmedAt: this.clock.now() });
  }

  /** What a mailed link leads to; null once it was ended. */
  async find(token: string): Promise<Follow | null> {
    return this.database
      .getRepository(Follow)
      .findOne({ where: { linkHash: linkTokenHash(token) }, relations: WITH_TARGET });
  }

  /** The second half of a visitor's wish. Pressed twice it is done once; `false` when it was ended or forgotten before. */
  async confirm(token: string): Promise<boolean> {
    return inTransaction(this.database, async (manager) => {
      const where = { linkHash: linkTokenHash(token) };
      const follow = await manager.findOne(Follow, { where, lock: { mode: 'pessimistic_write' } });
      if (follow?.confirmedAt === null)
        await manager.update(Follow, { id: follow.id }, { confirmedAt: this.clock.now() });
      return follow !== null;
    });
  }

  /** Ends what this link follows, and nothing else. Already over: nothing happens. */
  async end(token: string): Promise<void> {
    await this.database.getRepository(Follow).delete({ linkHash: linkTokenHash(token) });
  }

  /** The path of the account's own follow of this; null when it does not follow. */
  async pathFor(actor: Actor, target: { communeId: string } | { commitmentId: string }): Promise<string | null> {
    const follow = await this.database.getRepository(Follow).findOneBy({ ...target, accountId: actor.accountId });
    return follow === null ? null : this.mails.path(follow);
  }

  /** All that an account follows, the latest first. */
  async mine(actor: Actor): Promise<{ follow: Follow; path: string }[]> {
    const follows = await this.database.getRepository(Follow).find({
      where: { accountId: actor.accountId },
      relations: WITH_TARGET,
      order: { id: 'DESC' },
      take: 500,
    });
    return follows.map((follow) => ({ follow, path: this.mails.path(follow) }));
  }

  /** The follow of this person, made when there is none, and held until the transaction ends. */
  private async put(
    manager: EntityManager,
    { commune, commitment }: FollowTarget,
    { locale, ...who }: { locale: Locale } & ({ email: string } | { accountId: string }),
  ): Promise<Follow> {
    const what = commitment === null ? { communeId: commune.id } : { commitmentId: commitment.id };
    const id = newId(this.clock, this.randomness);
    const values = { ...what, ...who, ...this.mails.newLink(id), id, locale, createdAt: this.clock.now() };
    await manager.createQueryBuilder().insert().into(Follow).values(values).orIgnore().execute();
    const where: FindOptionsWhere<Follow> = { ...what, ...who };
    const held = await manager.findOneOrFail(Follow, { where, lock: { mode: 'pessimistic_write' } });
    return manager.findOneOrFail(Follow, { where: { id: held.id }, relations: WITH_TARGET });
  }
}
