import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { FileStorage } from '../../../platform/files/file-storage.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { Refusal } from '../promises/commitment-edits.service.js';
import { CommitmentHistory, difference } from '../promises/commitment-history.service.js';
import { CommitmentScope } from '../promises/commitment-scope.service.js';
import type { Commitment } from '../promises/commitment.entity.js';
import { CommitmentUpdate } from './commitment-update.entity.js';
import { Evidence } from './evidence.entity.js';
import type { NewUpdate, UpdateChange } from './update.form.js';

/** Updates before they are published: written, rewritten, thrown away. */
@Injectable()
export class UpdateDrafts {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly history: CommitmentHistory,
    private readonly files: FileStorage,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  async find(actor: Actor, id: string): Promise<{ update: CommitmentUpdate; commitment: Commitment }> {
    const { part, commitment } = await this.scope.part(this.database.manager, actor, CommitmentUpdate, id);
    return { update: part, commitment };
  }

  async write(actor: Actor, commitmentId: string, said: NewUpdate): Promise<CommitmentUpdate> {
    return inTransaction(this.database, async (manager) => {
      const commitment = await this.scope.commitment(manager, actor, commitmentId, true);
      const now = this.clock.now();
      const update = manager.create(CommitmentUpdate, {
        ...said,
        id: newId(this.clock, this.randomness),
        commitmentId,
        state: 'draft',
        authorId: actor.accountId,
        authorName: actor.displayName,
        sentBackReason: '',
        agreedBy: '',
        publishedAt: null,
        version: 1,
        createdAt: now,
        updatedAt: now,
      });
      await manager.insert(CommitmentUpdate, update as never);
      await this.history.record(manager, actor, commitment, 'update.written', null, { ...said });
      return update;
    });
  }

  /** What waits for agreement comes back to a draft when it is changed: nobody agrees to what they did not read. */
  async rewrite(actor: Actor, id: string, said: UpdateChange): Promise<Result<CommitmentUpdate, Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const { part: update, commitment } = await this.scope.part(manager, actor, CommitmentUpdate, id, true);
      if (update.version !== said.version || update.state === 'published') {
        return fail({ field: 'form', key: 'commitments:errors.changed' });
      }
      const before = told(update);
      Object.assign(update, said, { state: 'draft', version: said.version + 1, updatedAt: this.clock.now() });
      await manager.save(update);
      const [was, is] = difference(before, told(update));
      await this.history.record(manager, actor, commitment, 'update.edited', was, { ...is, title: update.title });
      return ok(update);
    });
  }

  /** Only what nobody has read yet can be thrown away; its files go with it. */
  async remove(actor: Actor, id: string): Promise<string> {
    return inTransaction(this.database, async (manager) => {
      const { part: update, commitment } = await this.scope.part(manager, actor, CommitmentUpdate, id, true);
      if (update.state === 'published') throw new AppError(NOT_FOUND);
      const evidence = await manager.findBy(Evidence, { updateId: id });
      await manager.delete(CommitmentUpdate, { id });
      for (const { fileId } of evidence) if (fileId !== null) await this.files.remove(manager, fileId);
      await this.history.record(manager, actor, commitment, 'update.removed', told(update), null);
      return commitment.id;
    });
  }
}

function told({ happenedOn, title, body }: CommitmentUpdate): Record<string, unknown> {
  return { happenedOn, title, body };
}
