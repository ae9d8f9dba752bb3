import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, isId, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { FileStorage } from '../../../platform/files/file-storage.js';
import { detectMediaType } from '../../../platform/files/media-type.js';
import { publishedPicture } from '../../../platform/files/published-picture.js';
import type { StoredFile } from '../../../platform/files/stored-file.entity.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { UploadedFile } from '../../../platform/server/request-context.js';
import type { Refusal } from '../gathering/gathering-rules.js';
import { GatheringScope, keeps } from '../gathering/gathering-scope.service.js';
import { Gathering } from '../gathering/gathering.entity.js';
import { GatheringPaper } from './gathering-paper.entity.js';

/** So many for one gathering. */
const MOST = 30;

/** What a gathering leaves to read: its minutes, and documents. */
@Injectable()
export class Papers {
  constructor(
    private readonly database: DataSource,
    private readonly scope: GatheringScope,
    private readonly files: FileStorage,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** In the order in which they came, with their files' names and sizes. */
  async of(gatheringId: string): Promise<GatheringPaper[]> {
    return this.database.getRepository(GatheringPaper).find({
      where: { gatheringId },
      relations: { file: true },
      order: { addedAt: 'ASC', id: 'ASC' },
    });
  }

  /** Public at once when the gathering is. */
  async setMinutes(actor: Actor, id: string, minutes: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const gathering = await this.scope.gathering(manager, actor, id, true);
      const change = { minutes, updatedAt: this.clock.now(), version: gathering.version + 1 };
      await manager.update(Gathering, { id }, change);
    });
  }

  /** A link or a file, which is what its content says it is, whatever its name. */
  async add(
    actor: Actor,
    id: string,
    { title, url }: { title: string; url: string },
    upload: UploadedFile | undefined,
  ): Promise<Result<void, Refusal>> {
    if ((url === '') === (upload === undefined)) return fail({ field: 'url', key: 'gatherings:errors.paperSource' });
    const mediaType = upload === undefined ? null : detectMediaType(upload.content);
    if (upload !== undefined && mediaType === null) return fail({ field: 'file', key: 'gatherings:errors.fileType' });
    return inTransaction(this.database, async (manager) => {
      await this.scope.gathering(manager, actor, id, true);
      if ((await manager.countBy(GatheringPaper, { gatheringId: id })) >= MOST)
        return fail({ field: 'form', key: 'gatherings:errors.tooManyPapers' });
      const stored =
        upload === undefined
          ? null
          : {
              name: upload.name,
              mediaType: mediaType!,
              content: publishedPicture(mediaType!, upload.content),
              public: false,
            };
      await manager.insert(GatheringPaper, {
        id: newId(this.clock, this.randomness),
        gatheringId: id,
        title,
        url: url === '' ? null : url,
        fileId: stored === null ? null : await this.files.put(manager, stored),
        addedAt: this.clock.now(),
      });
      return ok(undefined);
    });
  }

  async remove(actor: Actor, id: string, paperId: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      await this.scope.gathering(manager, actor, id, true);
      const paper = isId(paperId) ? await manager.findOneBy(GatheringPaper, { id: paperId, gatheringId: id }) : null;
      if (paper !== null) await this.forget(manager, [paper]);
    });
  }

  /** With the gathering itself. */
  async forgetAll(manager: EntityManager, gatheringId: string): Promise<void> {
    await this.forget(manager, await manager.findBy(GatheringPaper, { gatheringId }));
  }

  /**
   * The file of a document: for everybody once its gathering is published, before that for those who keep it.
   * @throws AppError `not-found`
   */
  async file(actor: Actor | null, paperId: string): Promise<StoredFile> {
    const paper = isId(paperId)
      ? await this.database
          .getRepository(GatheringPaper)
          .findOne({ where: { id: paperId }, relations: { gathering: true } })
      : null;
    const gathering = paper?.gathering;
    const mayRead = gathering && (gathering.state !== 'draft' || (actor !== null && keeps(actor, gathering)));
    const file = mayRead && paper?.fileId ? await this.files.get(paper.fileId) : null;
    if (file === null) throw new AppError(NOT_FOUND);
    return file;
  }

  private async forget(manager: EntityManager, papers: readonly GatheringPaper[]): Promise<void> {
    for (const { id, fileId } of papers) {
      await manager.delete(GatheringPaper, { id });
      if (fileId !== null) await this.files.remove(manager, fileId);
    }
  }
}
