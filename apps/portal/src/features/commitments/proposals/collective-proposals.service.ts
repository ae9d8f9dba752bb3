import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, isId, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, In, IsNull, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { Organisation } from '../../organisations/organisation.entity.js';
import { OrganisationsService } from '../../organisations/organisations.service.js';
import { Measure } from '../frameworks/measure.entity.js';
import { CommitmentRules } from '../promises/commitment-rules.entity.js';
import type { Refusal } from '../promises/commitment-edits.service.js';
import { CollectiveProposal } from './collective-proposal.entity.js';
import { ProposalAnswer } from './proposal-answer.entity.js';
import { ProposalMails } from './proposal-mails.service.js';
import { ProposalSupport } from './proposal-support.entity.js';
import type { NewProposal } from './proposal.form.js';

const WRITTEN: RateLimit = { name: 'proposals-written', points: 10, seconds: 24 * 3600 };
const SUPPORTED: RateLimit = { name: 'proposals-supported', points: 120, seconds: 3600 };

/** What collectives write into the cahier, and what residents support of it. */
@Injectable()
export class CollectiveProposals {
  constructor(
    private readonly database: DataSource,
    private readonly organisations: OrganisationsService,
    private readonly limits: RateLimits,
    private readonly mails: ProposalMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** @throws AppError `not-found` for who neither owns nor manages it */
  async led(actor: Actor, organisationId: string): Promise<Organisation> {
    if (!isId(organisationId)) throw new AppError(NOT_FOUND);
    const { organisation, role } = await this.organisations.find(actor, organisationId);
    if (role === 'member') throw new AppError(NOT_FOUND);
    return organisation;
  }

  /** What a proposal can be about: the measures of every framework, in their order. */
  async measures(): Promise<Measure[]> {
    return this.database.getRepository(Measure).find({
      where: { retiredAt: IsNull() },
      relations: { framework: true },
      order: { framework: { position: 'ASC' }, position: 'ASC' },
    });
  }

  /** Whether an editor of the collective's commune reads proposals before the public does. */
  async areRead({ communeId }: Organisation, manager = this.database.manager): Promise<boolean> {
    return (await manager.findOneBy(CommitmentRules, { communeId }))?.readsProposals ?? false;
  }

  /**
   * In the collective's name, in the cahier of its commune: public at once, or once an editor read it. The same form sent twice
   * writes once.
   */
  async write(actor: Actor, organisationId: string, said: NewProposal): Promise<Result<CollectiveProposal, Refusal>> {
    const organisation = await this.led(actor, organisationId);
    await this.limits.consume(WRITTEN, actor.accountId);
    return inTransaction(this.database, async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`proposal ${organisation.id}`]);
      const { measureId, title, body } = said;
      const measure = isId(measureId) ? await manager.findOneBy(Measure, { id: measureId, retiredAt: IsNull() }) : null;
      if (measure === null) return fail({ field: 'measureId', key: 'commitments:errors.measure' });
      const same = { organisationId: organisation.id, measureId, title, body };
      const known = await manager.findOneBy(CollectiveProposal, {
        ...{ ...same, withdrawnAt: IsNull() },
        reading: In(['public', 'waiting']),
      });
      if (known !== null) return ok(known);
      const isRead = await this.areRead(organisation, manager);
      const now = this.clock.now();
      const proposal = manager.create(CollectiveProposal, {
        ...same,
        id: newId(this.clock, this.randomness),
        communeId: organisation.communeId,
        authorId: actor.accountId,
        publishedAt: now,
        ...(isRead ? { reading: 'waiting', writtenAt: now } : { reading: 'public' }),
      });
      await manager.insert(CollectiveProposal, proposal);
      await this.mails.tellEditors(manager, proposal, organisation.name);
      return ok(proposal);
    });
  }

  /**
   * Taken back by the collective: it goes, unless residents support it or the commune answered; then its title stays, and that it was
   * taken back.
   */
  async withdraw(actor: Actor, organisationId: string, id: string): Promise<void> {
    await this.led(actor, organisationId);
    if (!isId(id)) throw new AppError(NOT_FOUND);
    await inTransaction(this.database, async (manager) => {
      const proposal = await manager.findOne(CollectiveProposal, {
        where: { id, organisationId, withdrawnAt: IsNull() },
        lock: { mode: 'pessimistic_write' },
      });
      if (proposal === null) throw new AppError(NOT_FOUND);
      const isOthersToo =
        proposal.hiddenAt !== null ||
        (await manager.existsBy(ProposalSupport, { proposalId: id })) ||
        (await manager.existsBy(ProposalAnswer, { proposalId: id }));
      if (isOthersToo) await manager.update(CollectiveProposal, { id }, { withdrawnAt: this.clock.now() });
      else await manager.delete(CollectiveProposal, { id });
    });
  }

  /** Each account once, however often it clicks. */
  async support(actor: Actor, id: string): Promise<void> {
    await this.limits.consume(SUPPORTED, actor.accountId);
    await inTransaction(this.database, async (manager) => {
      await this.standing(manager, id);
      await manager
        .createQueryBuilder()
        .insert()
        .into(ProposalSupport)
        .values({
          id: newId(this.clock, this.randomness),
          proposalId: id,
          accountId: actor.accountId,
          supportedAt: this.clock.now(),
        })
        .orIgnore()
        .execute();
    });
  }

  async stopSupporting(actor: Actor, id: string): Promise<void> {
    await this.limits.consume(SUPPORTED, actor.accountId);
    if (!isId(id)) throw new AppError(NOT_FOUND);
    await this.database.getRepository(ProposalSupport).delete({ proposalId: id, accountId: actor.accountId });
  }

  /** Held, so that nobody supports what is taken back or hidden at that moment. */
  private async standing(manager: EntityManager, id: string): Promise<void> {
    const proposal = isId(id)
      ? await manager.findOne(CollectiveProposal, {
          where: { id, withdrawnAt: IsNull(), hiddenAt: IsNull(), reading: 'public' },
          lock: { mode: 'pessimistic_read' },
        })
      : null;
    if (proposal === null) throw new AppError(NOT_FOUND);
  }
}
