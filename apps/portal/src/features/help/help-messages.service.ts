import { Inject, Injectable } from '@nestjs/common';
import { AppError, MINUTE, newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, MoreThan, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { Account } from '../accounts/account.entity.js';
import { HelpConversation } from './help-conversation.entity.js';
import { HelpMessage } from './help-message.entity.js';

/** The same words again within this time are a second click. */
const SECOND_CLICK = 10 * MINUTE;

/** The rows of conversations, for both sides. */
@Injectable()
export class HelpMessages {
  constructor(
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Oldest first, with their authors. */
  async of(conversationId: string): Promise<HelpMessage[]> {
    return this.database.getRepository(HelpMessage).find({
      where: { conversationId },
      relations: { author: true },
      order: { at: 'ASC', id: 'ASC' },
    });
  }

  /** Locked, so that what both sides do comes one after the other; with the asker's account if there is one. */
  async lock(manager: EntityManager, id: string): Promise<HelpConversation> {
    const conversation = await manager.findOne(HelpConversation, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (conversation === null) throw new AppError(NOT_FOUND);
    if (conversation.accountId !== null) {
      conversation.account = await manager.findOneByOrFail(Account, { id: conversation.accountId });
    }
    return conversation;
  }

  /** False when the same was written a moment ago: a second click. */
  async add(
    manager: EntityManager,
    conversationId: string,
    side: 'asker' | 'operator',
    authorId: string | null,
    text: string,
  ): Promise<boolean> {
    const now = this.clock.now();
    const again = await manager.existsBy(HelpMessage, {
      conversationId,
      side,
      text,
      at: MoreThan(new Date(now.getTime() - SECOND_CLICK)),
    });
    if (again) return false;
    const id = newId(this.clock, this.randomness);
    await manager.insert(HelpMessage, { id, conversationId, at: now, side, authorId, text });
    return true;
  }
}
