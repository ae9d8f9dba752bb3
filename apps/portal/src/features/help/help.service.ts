import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, MINUTE, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import type { Locale } from '../../platform/i18n/locales.js';
import type { Actor } from '../../platform/security/actor.js';
import { RateLimits, type RateLimit } from '../../platform/security/rate-limits.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { Service } from '../catalogue/service.entity.js';
import { HelpConversation, type HelpKind } from './help-conversation.entity.js';
import { HelpMails } from './help-mails.service.js';
import { HelpMessages } from './help-messages.service.js';
import type { HelpMessage } from './help-message.entity.js';
import { addVisitorKey, visitorKeyHash } from './visitor-key.js';

const BY_ADDRESS: RateLimit = { name: 'help-address', points: 20, seconds: 3600 };
const BY_ASKER: RateLimit = { name: 'help-asker', points: 10, seconds: 24 * 3600 };
const MESSAGES: RateLimit = { name: 'help-messages', points: 30, seconds: 3600 };
const SECOND_CLICK = 10 * MINUTE;

export interface Question {
  readonly kind: HelpKind;
  /** A service's slug, or empty. */
  readonly service: string;
  readonly subject: string;
  readonly message: string;
}

/** Who asks: somebody signed in, or a visitor who is answered by mail. */
export type Asker =
  | { readonly actor: Actor }
  | { readonly name: string; readonly email: string; readonly locale: Locale; readonly address: string };

/** Who opens a conversation: its account, or whoever holds a secret link of it. */
export interface Reader {
  readonly actor: Actor | null;
  readonly key: string | null;
  /** Network address. */
  readonly address: string;
}

/** A conversation that waits for an answer of the actor's side. */
export interface WaitingConversation {
  readonly id: string;
  readonly subject: string;
  readonly kind: HelpKind;
  readonly serviceName: string | null;
  readonly waitingSince: Date;
  /** A path of ours. */
  readonly href: string;
}

/** Questions and faults, from the side of those who ask; and what waits, for desks. */
@Injectable()
export class HelpService {
  constructor(
    private readonly database: DataSource,
    private readonly messages: HelpMessages,
    private readonly mails: HelpMails,
    private readonly limits: RateLimits,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** What one can ask about, by name. */
  async services(): Promise<Service[]> {
    return this.database
      .getRepository(Service)
      .find({ where: { published: true }, relations: { structure: true }, order: { name: 'ASC' } });
  }

  /** Sent twice it is opened once. */
  async open(asker: Asker, question: Question): Promise<Result<string, 'unknown-service'>> {
    const owner = 'actor' in asker ? asker.actor.accountId : asker.email;
    if ('address' in asker) await this.limits.consume(BY_ADDRESS, asker.address);
    await this.limits.consume(BY_ASKER, owner);
    const services = await this.services();
    const service = services.find(({ slug }) => slug === question.service) ?? null;
    if (question.service !== '' && service === null) return fail('unknown-service');
    return inTransaction(this.database, async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`help ${owner}`]);
      const again = await this.sameAsked(manager, owner, question);
      if (again !== null) return ok(again);
      return ok(await this.insert(manager, asker, question, service));
    });
  }

  /** The actor's own, the latest first. */
  async mine(actor: Actor): Promise<HelpConversation[]> {
    return this.database.getRepository(HelpConversation).find({
      where: { accountId: actor.accountId },
      relations: { service: true },
      order: { lastMessageAt: 'DESC' },
      take: 50,
    });
  }

  /** @throws AppError `not-found` without the right account or link. */
  async find(reader: Reader, id: string): Promise<{ conversation: HelpConversation; messages: HelpMessage[] }> {
    await this.assertReads(reader, id);
    const conversation = await this.database
      .getRepository(HelpConversation)
      .findOneOrFail({ where: { id }, relations: { service: true, structure: true, account: true } });
    return { conversation, messages: await this.messages.of(id) };
  }

  /** Writing in a closed conversation opens it again. */
  async write(reader: Reader, id: string, text: string): Promise<void> {
    await this.assertReads(reader, id);
    await this.limits.consume(MESSAGES, id);
    await inTransaction(this.database, async (manager) => {
      const conversation = await this.messages.lock(manager, id);
      const authorId = reader.actor?.accountId === conversation.accountId ? conversation.accountId : null;
      if (!(await this.messages.add(manager, id, 'asker', authorId, text))) return;
      const now = this.clock.now();
      await manager.update(
        HelpConversation,
        { id },
        { status: 'open', closedAt: null, lastMessageAt: now, waitingSince: conversation.waitingSince ?? now },
      );
      await this.mails.toDesk(manager, conversation, nameOf(conversation), text);
    });
  }

  async close(reader: Reader, id: string): Promise<void> {
    await this.assertReads(reader, id);
    const now = this.clock.now();
    await this.database
      .getRepository(HelpConversation)
      .update({ id, status: 'open' }, { status: 'closed', waitingSince: null, closedAt: now });
  }

  async reopen(reader: Reader, id: string): Promise<void> {
    await this.assertReads(reader, id);
    const now = this.clock.now();
    await this.database
      .getRepository(HelpConversation)
      .update({ id, status: 'closed' }, { status: 'open', waitingSince: now, closedAt: null });
  }

  /** What waits for an answer of the actor's structures, and of administrators for one; the longest first. */
  async waitingFor(actor: Actor): Promise<WaitingConversation[]> {
    const waiting = await this.database
      .getRepository(HelpConversation)
      .createQueryBuilder('conversation')
      .leftJoinAndSelect('conversation.service', 'service')
      .where(`conversation.status = 'open' AND conversation.waiting_since IS NOT NULL`)
      .andWhere(
        '(conversation.structure_id = ANY(:structures) OR (:administrator AND conversation.structure_id IS NULL))',
        {
          structures: actor.structures,
          administrator: actor.administrator,
        },
      )
      .orderBy('conversation.waitingSince', 'ASC')
      .take(100)
      .getMany();
    return waiting.map(({ id, subject, kind, service, structureId, waitingSince }) => ({
      id,
      subject,
      kind,
      serviceName: service?.name ?? null,
      waitingSince: waitingSince!,
      href: `${structureId === null ? '/admin' : '/operateur'}/aide/${id}`,
    }));
  }

  private async sameAsked(manager: EntityManager, owner: string, question: Question): Promise<string | null> {
    const rows = await manager.query<{ id: string }[]>(
      `SELECT conversation.id FROM help_conversation AS conversation
       JOIN help_message AS message ON message.conversation_id = conversation.id AND message.text = $3
       WHERE (conversation.account_id::text = $1 OR conversation.email = $1) AND conversation.subject = $2
         AND conversation.created_at > $4 LIMIT 1`,
      [owner, question.subject, question.message, new Date(this.clock.now().getTime() - SECOND_CLICK)],
    );
    return rows[0]?.id ?? null;
  }

  private async insert(
    manager: EntityManager,
    asker: Asker,
    question: Question,
    service: Service | null,
  ): Promise<string> {
    const now = this.clock.now();
    const id = newId(this.clock, this.randomness);
    await manager.insert(HelpConversation, {
      id,
      kind: question.kind,
      subject: question.subject,
      serviceId: service?.id ?? null,
      structureId: service?.structureId ?? null,
      accountId: 'actor' in asker ? asker.actor.accountId : null,
      email: 'actor' in asker ? null : asker.email,
      visitorName: 'actor' in asker ? '' : asker.name,
      locale: 'actor' in asker ? asker.actor.locale : asker.locale,
      keyHashes: [],
      status: 'open',
      waitingSince: now,
      lastMessageAt: now,
      createdAt: now,
    });
    const conversation = await this.messages.lock(manager, id);
    await this.messages.add(manager, id, 'asker', conversation.accountId, question.message);
    const key = await addVisitorKey(manager, conversation, this.randomness);
    if (key !== null) await this.mails.received(manager, conversation, key);
    await this.mails.toDesk(manager, conversation, nameOf(conversation), question.message);
    return id;
  }

  private async assertReads({ actor, key, address }: Reader, id: string): Promise<void> {
    const rows = await this.database.query<unknown[]>(
      `SELECT 1 FROM help_conversation WHERE id = $1 AND (account_id = $2::uuid OR $3::text = ANY(key_hashes))`,
      [id, actor?.accountId ?? null, key === null ? null : visitorKeyHash(key)],
    );
    if (rows.length > 0) return;
    if (key !== null) await this.limits.consume(BY_ADDRESS, address);
    throw new AppError(NOT_FOUND);
  }
}

/** The asker's name as shown to those who answer; empty for a visitor who gave none. */
export function nameOf(conversation: HelpConversation): string {
  return conversation.account?.displayName ?? conversation.visitorName;
}
