import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS, SETTINGS } from '../../../platform/config/tokens.js';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { withLocale } from '../../../platform/i18n/locales.js';
import { Mailer } from '../../../platform/mail/mailer.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Account } from '../../accounts/account.entity.js';
import { AgreementAsking } from '../agreements/agreement-asking.service.js';
import { CommitmentMoves } from '../following/moves/commitment-moves.service.js';
import { dayOf } from '../news-age.js';
import { CommitmentEdits, type Refusal } from '../promises/commitment-edits.service.js';
import { CommitmentHistory } from '../promises/commitment-history.service.js';
import { CommitmentScope } from '../promises/commitment-scope.service.js';
import type { Commitment } from '../promises/commitment.entity.js';
import { CommitmentUpdate } from './commitment-update.entity.js';
import { UpdateCorrection } from './update-correction.entity.js';
import type { Agreement, Correction } from './update.form.js';

const CHANGED: Refusal = { field: 'form', key: 'commitments:errors.changed' };

/** How updates reach the public: at once, or once the accountable person agreed; and how they are corrected afterwards. */
@Injectable()
export class UpdatePublication {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly edits: CommitmentEdits,
    private readonly asking: AgreementAsking,
    private readonly history: CommitmentHistory,
    private readonly moves: CommitmentMoves,
    private readonly mailer: Mailer,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /**
   * Publishes a draft, or hands it to the accountable person when the commune wants it so. The accountable person's own
   * click is their agreement.
   */
  async publish(actor: Actor, id: string, version: number): Promise<Result<CommitmentUpdate, Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const { part: update, commitment } = await this.scope.part(manager, actor, CommitmentUpdate, id, true);
      if (update.state === 'published') return ok(update);
      if (update.version !== version) return fail(CHANGED);
      if (commitment.publishedAt === null)
        return fail({ field: 'form', key: 'commitments:errors.commitmentUnpublished' });
      // It may be written in advance; what has not happened yet is not told as if it had.
      if (update.happenedOn > dayOf(this.clock.now()))
        return fail({ field: 'form', key: 'commitments:errors.notHappened' });
      const asked = await this.edits.needsAgreement(commitment.communeId, manager);
      const own = commitment.accountableAccountId === actor.accountId;
      if (!asked || own) return ok(await this.makePublic(manager, actor, commitment, update, asked));
      const accountable = await this.asking.accountable(manager, commitment);
      if (accountable === null) return fail({ field: 'form', key: 'commitments:errors.nobodyAccountable' });
      if (update.state === 'pending-agreement') return ok(update);
      Object.assign(update, { state: 'pending-agreement', sentBackReason: '', version: version + 1 });
      await manager.save(update);
      await this.history.record(manager, actor, commitment, 'update.submitted', null, { title: update.title });
      await this.tell(manager, accountable, 'agreementAsked', update, { name: actor.displayName });
      return ok(update);
    });
  }

  /** @throws AppError `not-found` for anybody but the accountable person. */
  async decide(actor: Actor, id: string, said: Agreement): Promise<Result<CommitmentUpdate, Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const { part: update, commitment } = await this.scope.part(manager, actor, CommitmentUpdate, id, true);
      if (commitment.accountableAccountId !== actor.accountId) throw new AppError(NOT_FOUND);
      if (update.state !== 'pending-agreement' || update.version !== said.version) return fail(CHANGED);
      const author = update.authorId === null ? null : await manager.findOneBy(Account, { id: update.authorId });
      if (said.decision === 'agree') {
        await this.makePublic(manager, actor, commitment, update, true);
        if (author !== null) await this.tell(manager, author, 'agreed', update, { name: actor.displayName });
        return ok(update);
      }
      Object.assign(update, { state: 'draft', sentBackReason: said.reason, version: said.version + 1 });
      await manager.save(update);
      const { title } = update;
      await this.history.record(manager, actor, commitment, 'update.sent-back', null, { title, reason: said.reason });
      if (author !== null) {
        await this.tell(manager, author, 'sentBack', update, { name: actor.displayName, reason: said.reason });
      }
      return ok(update);
    });
  }

  /** What stood there before stays readable beside what stands there now. */
  async correct(actor: Actor, id: string, said: Correction): Promise<Result<CommitmentUpdate, Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const { part: update, commitment } = await this.scope.part(manager, actor, CommitmentUpdate, id, true);
      if (update.state !== 'published') throw new AppError(NOT_FOUND);
      if (update.version !== said.version) return fail(CHANGED);
      const before = { title: update.title, body: update.body };
      if (before.title === said.title && before.body === said.body) {
        return fail({ field: 'body', key: 'commitments:errors.nothingCorrected' });
      }
      const now = this.clock.now();
      await manager.insert(UpdateCorrection, {
        id: newId(this.clock, this.randomness),
        updateId: id,
        at: now,
        titleBefore: before.title,
        bodyBefore: before.body,
        reason: said.reason,
      });
      Object.assign(update, { title: said.title, body: said.body, version: said.version + 1, updatedAt: now });
      await manager.save(update);
      await this.history.record(manager, actor, commitment, 'update.corrected', before, {
        title: said.title,
        body: said.body,
        reason: said.reason,
      });
      await this.moves.tell(manager, commitment, {
        kind: 'correction',
        title: said.title,
        reason: said.reason,
        place: updatePlace(id),
      });
      await this.tellAccountable(manager, actor, commitment, update, 'corrected');
      return ok(update);
    });
  }

  /** Where agreement is asked for, the accountable person hears of what was changed in what they agreed to. */
  async tellAccountable(
    manager: EntityManager,
    actor: Actor,
    commitment: Commitment,
    update: CommitmentUpdate,
    mail: 'corrected' | 'evidenceAdded',
  ): Promise<void> {
    if (commitment.accountableAccountId === actor.accountId) return;
    if (!(await this.edits.needsAgreement(commitment.communeId, manager))) return;
    const accountable = await this.asking.accountable(manager, commitment);
    if (accountable !== null) await this.tell(manager, accountable, mail, update, { name: actor.displayName });
  }

  private async makePublic(
    manager: EntityManager,
    actor: Actor,
    commitment: Commitment,
    update: CommitmentUpdate,
    agreed: boolean,
  ): Promise<CommitmentUpdate> {
    const now = this.clock.now();
    Object.assign(update, {
      state: 'published',
      publishedAt: now,
      agreedBy: agreed ? actor.displayName : '',
      sentBackReason: '',
      version: update.version + 1,
      updatedAt: now,
    });
    await manager.save(update);
    await this.history.record(manager, actor, commitment, 'update.published', null, { title: update.title });
    await this.moves.tell(manager, commitment, {
      kind: 'update',
      title: update.title,
      place: updatePlace(update.id),
    });
    return update;
  }

  private async tell(
    manager: EntityManager,
    account: Account,
    mail: 'agreementAsked' | 'agreed' | 'sentBack' | 'corrected' | 'evidenceAdded',
    update: CommitmentUpdate,
    params: Record<string, string>,
  ): Promise<void> {
    const link = this.settings.publicUrl + withLocale(account.locale, `/editeur/nouvelles/${update.id}`);
    await this.mailer.send(manager, {
      to: account.email,
      locale: account.locale,
      accountId: account.id,
      text: `commitments:mails.${mail}`,
      params: { ...params, title: update.title, link },
    });
  }
}

/** Where an update is read, from its commitment's address on: the page of the commitment shows the newest alone. */
export function updatePlace(id: string): string {
  return `/nouvelles/${id}`;
}
