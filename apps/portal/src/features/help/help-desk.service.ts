import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { AppError, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import { JobTasks } from '../../platform/jobs/job-tasks.js';
import type { Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { HelpConversation } from './help-conversation.entity.js';
import { HelpMails } from './help-mails.service.js';
import type { HelpMessage } from './help-message.entity.js';
import { HelpMessages } from './help-messages.service.js';
import { addVisitorKey } from './visitor-key.js';

const PAGE_SIZE = 30;

/** Operators answer about their structures' services, administrators about the portal. */
export type Desk = 'operator' | 'administrator';
export type DeskFilter = 'waiting' | 'open' | 'closed';

export interface ConversationsPage {
  readonly conversations: readonly HelpConversation[];
  /** The id to begin the next page after, or null on the last one. */
  readonly next: string | null;
}

/** Conversations from the side of those who answer. */
@Injectable()
export class HelpDesk implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly messages: HelpMessages,
    private readonly mails: HelpMails,
    private readonly audit: AuditLog,
    private readonly tasks: JobTasks,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    this.tasks.schedule('help-digest', '0 6 * * *', () => this.sendDigests());
  }

  /** Waiting ones oldest first, others newest first. */
  async list(actor: Actor, desk: Desk, filter: DeskFilter, after: string | null): Promise<ConversationsPage> {
    const direction = filter === 'waiting' ? 'ASC' : 'DESC';
    const query = this.scoped(actor, desk)
      .orderBy('conversation.id', direction)
      .take(PAGE_SIZE + 1);
    if (filter === 'waiting') query.andWhere(`conversation.status = 'open' AND conversation.waiting_since IS NOT NULL`);
    else query.andWhere('conversation.status = :filter', { filter });
    if (after !== null) query.andWhere(`conversation.id ${direction === 'ASC' ? '>' : '<'} :after`, { after });
    const found = await query.getMany();
    return {
      conversations: found.slice(0, PAGE_SIZE),
      next: found.length > PAGE_SIZE ? found[PAGE_SIZE - 1]!.id : null,
    };
  }

  /** @throws AppError `not-found` for another desk's. */
  async find(
    actor: Actor,
    desk: Desk,
    id: string,
  ): Promise<{ conversation: HelpConversation; messages: HelpMessage[] }> {
    const conversation = await this.scoped(actor, desk).andWhere('conversation.id = :id', { id }).getOne();
    if (conversation === null) throw new AppError(NOT_FOUND);
    return { conversation, messages: await this.messages.of(id) };
  }

  /** Answers; in a closed conversation too, which opens again. */
  async answer(actor: Actor, desk: Desk, id: string, text: string): Promise<void> {
    await this.find(actor, desk, id);
    await inTransaction(this.database, async (manager) => {
      const conversation = await this.messages.lock(manager, id);
      if (!(await this.messages.add(manager, id, 'operator', actor.accountId, text))) return;
      await manager.update(
        HelpConversation,
        { id },
        { status: 'open', closedAt: null, waitingSince: null, lastMessageAt: this.clock.now() },
      );
      await this.audit.record(manager, actor, auditOf('help.answered', conversation));
      await this.mails.answered(
        manager,
        conversation,
        await addVisitorKey(manager, conversation, this.randomness),
        text,
      );
    });
  }

  async close(actor: Actor, desk: Desk, id: string): Promise<void> {
    await this.find(actor, desk, id);
    await inTransaction(this.database, async (manager) => {
      const conversation = await this.messages.lock(manager, id);
      if (conversation.status === 'closed') return;
      await manager.update(
        HelpConversation,
        { id },
        { status: 'closed', waitingSince: null, closedAt: this.clock.now() },
      );
      await this.audit.record(manager, actor, auditOf('help.closed', conversation));
      await this.mails.closed(manager, conversation, await addVisitorKey(manager, conversation, this.randomness));
    });
  }

  async reopen(actor: Actor, desk: Desk, id: string): Promise<void> {
    await this.find(actor, desk, id);
    await inTransaction(this.database, async (manager) => {
      const conversation = await this.messages.lock(manager, id);
      if (conversation.status === 'open') return;
      await manager.update(HelpConversation, { id }, { status: 'open', closedAt: null });
      await this.audit.record(manager, actor, auditOf('help.reopened', conversation));
    });
  }

  private async sendDigests(): Promise<void> {
    const waiting = await this.database.query<{ structureId: string | null; count: number }[]>(
      `SELECT structure_id AS "structureId", count(*)::int AS count FROM help_conversation
       WHERE status = 'open' AND waiting_since IS NOT NULL GROUP BY structure_id`,
    );
    for (const { structureId, count } of waiting) {
      await inTransaction(this.database, (manager) => this.mails.digest(manager, structureId, count));
    }
  }

  private scoped(actor: Actor, desk: Desk): SelectQueryBuilder<HelpConversation> {
    const query = this.database
      .getRepository(HelpConversation)
      .createQueryBuilder('conversation')
      .leftJoinAndSelect('conversation.service', 'service')
      .leftJoinAndSelect('conversation.account', 'account');
    if (desk === 'administrator') {
      return query.where('conversation.structure_id IS NULL AND :administrator', {
        administrator: actor.administrator,
      });
    }
    return query.where('conversation.structure_id = ANY(:structures)', { structures: actor.structures });
  }
}

function auditOf(
  action: string,
  { id, structureId, status }: HelpConversation,
): { action: string; subject: { kind: string; id: string }; structureId: string | null; before: { status: string } } {
  return { action, subject: { kind: 'help-conversation', id }, structureId, before: { status } };
}
