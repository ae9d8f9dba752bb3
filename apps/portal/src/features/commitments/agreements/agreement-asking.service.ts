import { Inject, Injectable } from '@nestjs/common';
import { fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { CLOCK, RANDOMNESS, SETTINGS } from '../../../platform/config/tokens.js';
import { withLocale } from '../../../platform/i18n/locales.js';
import { Mailer } from '../../../platform/mail/mailer.js';
import type { Actor } from '../../../platform/security/actor.js';
import { Account } from '../../accounts/account.entity.js';
import { RoleGrant } from '../../roles/role-grant.entity.js';
import { inLocale } from '../frameworks/text-by-locale.js';
import { Measure } from '../frameworks/measure.entity.js';
import { CommitmentHistory } from '../promises/commitment-history.service.js';
import { CommitmentRules } from '../promises/commitment-rules.entity.js';
import type { Commitment } from '../promises/commitment.entity.js';
import { CommitmentProposal, type ProposalKind } from './commitment-proposal.entity.js';

/** Where a commune publishes only with the accountable person's agreement: finds who that is, and asks them. */
@Injectable()
export class AgreementAsking {
  constructor(
    private readonly history: CommitmentHistory,
    private readonly mailer: Mailer,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /**
   * Whether the change has to wait: then it is kept as a proposal and the accountable person is written to. The accountable person's
   * own click is their agreement, and what only editors see needs none. Refused where an agreement is due and nobody can give it.
   */
  async hold(
    manager: EntityManager,
    actor: Actor,
    commitment: Commitment,
    kind: ProposalKind,
    wanted: Record<string, unknown>,
  ): Promise<Result<boolean, { field: 'form'; key: string }>> {
    if (commitment.publishedAt === null && kind !== 'publication') return ok(false);
    const rules = await manager.findOneBy(CommitmentRules, { communeId: commitment.communeId });
    if (!rules?.needsAgreement || commitment.accountableAccountId === actor.accountId) return ok(false);
    const accountable = await this.accountable(manager, commitment);
    if (accountable === null) return fail({ field: 'form', key: 'commitments:errors.nobodyAccountable' });
    await manager.delete(CommitmentProposal, { commitmentId: commitment.id, kind });
    const id = newId(this.clock, this.randomness);
    await manager.insert(CommitmentProposal, {
      id,
      commitmentId: commitment.id,
      kind,
      wanted: wanted as never,
      authorId: actor.accountId,
      authorName: actor.displayName,
      createdAt: this.clock.now(),
    });
    await this.history.record(manager, actor, commitment, 'change.submitted', null, wanted);
    await this.tell(manager, accountable, 'changeAsked', commitment, `/editeur/accords/${id}`, actor.displayName);
    return ok(true);
  }

  /** Null when nobody is named, or who was named is no editor of the commune any more. */
  async accountable(manager: EntityManager, commitment: Commitment): Promise<Account | null> {
    if (commitment.accountableAccountId === null) return null;
    return manager
      .createQueryBuilder(Account, 'account')
      .innerJoin(
        RoleGrant,
        'role',
        `role.account_id = account.id AND role.role = 'editor' AND role.commune_id = :communeId`,
        { communeId: commitment.communeId },
      )
      .where('account.id = :id', { id: commitment.accountableAccountId })
      .getOne();
  }

  async tell(
    manager: EntityManager,
    account: Account,
    mail: 'changeAsked' | 'changeAgreed' | 'changeSentBack',
    commitment: Commitment,
    path: string,
    name: string,
    reason = '',
  ): Promise<void> {
    const { title } = await manager.findOneByOrFail(Measure, { id: commitment.measureId });
    const link = this.settings.publicUrl + withLocale(account.locale, path);
    await this.mailer.send(manager, {
      to: account.email,
      locale: account.locale,
      accountId: account.id,
      text: `commitments:mails.${mail}`,
      params: { name, reason, title: inLocale(title, account.locale), link },
    });
  }
}
