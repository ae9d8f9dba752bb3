import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, isId, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, In } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { FileStorage } from '../../../platform/files/file-storage.js';
import { detectMediaType } from '../../../platform/files/media-type.js';
import { publishedPicture } from '../../../platform/files/published-picture.js';
import type { StoredFile } from '../../../platform/files/stored-file.entity.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { UploadedFile } from '../../../platform/server/request-context.js';
import { CommitmentMoves } from '../following/moves/commitment-moves.service.js';
import { dayOf } from '../news-age.js';
import type { Refusal } from '../promises/commitment-edits.service.js';
import { CommitmentHistory } from '../promises/commitment-history.service.js';
import { CommitmentScope } from '../promises/commitment-scope.service.js';
import { CommitmentUpdate } from './commitment-update.entity.js';
import { Evidence } from './evidence.entity.js';
import { updatePlace, UpdatePublication } from './update-publication.service.js';
import type { NewEvidence } from './update.form.js';

/** So many for one update; more belongs into several updates. */
const MOST = 20;

/** What proves updates. */
@Injectable()
export class EvidenceKeeper {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly history: CommitmentHistory,
    private readonly moves: CommitmentMoves,
    private readonly publication: UpdatePublication,
    private readonly files: FileStorage,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** With its file's name, type and size, in the order in which it came. */
  async of(updateIds: readonly string[]): Promise<Evidence[]> {
    if (updateIds.length === 0) return [];
    return this.database.getRepository(Evidence).find({
      where: { updateId: In([...updateIds]) },
      relations: { file: true },
      order: { addedAt: 'ASC', id: 'ASC' },
    });
  }

  /**
   * Adds a link or a file to an update, published or not: a proof may come later, and the page says when it came.
   * A file is what its content says it is, whatever its name; scripts can hide in SVG and HTML, so they are refused.
   */
  async add(
    actor: Actor,
    updateId: string,
    said: NewEvidence,
    upload: UploadedFile | undefined,
  ): Promise<Result<Evidence, Refusal>> {
    if ((said.url === '') === (upload === undefined))
      return fail({ field: 'url', key: 'commitments:errors.evidenceSource' });
    if (said.datedOn > dayOf(this.clock.now())) return fail({ field: 'datedOn', key: 'commitments:errors.dayToCome' });
    const mediaType = upload === undefined ? null : detectMediaType(upload.content);
    if (upload !== undefined && mediaType === null) return fail({ field: 'file', key: 'commitments:errors.fileType' });
    return inTransaction(this.database, async (manager) => {
      const { part: update, commitment } = await this.scope.part(manager, actor, CommitmentUpdate, updateId, true);
      if ((await manager.countBy(Evidence, { updateId })) >= MOST) {
        return fail({ field: 'form', key: 'commitments:errors.tooMuchEvidence' });
      }
      const fileId =
        upload === undefined
          ? null
          : await this.files.put(manager, {
              name: upload.name,
              mediaType: mediaType!,
              content: publishedPicture(mediaType!, upload.content),
              public: false,
            });
      const evidence = manager.create(Evidence, {
        ...said,
        id: newId(this.clock, this.randomness),
        updateId,
        url: said.url === '' ? null : said.url,
        fileId,
        addedAt: this.clock.now(),
      });
      await manager.insert(Evidence, evidence as never);
      const { kind, caption, datedOn, url } = evidence;
      const file = upload?.name ?? null;
      await this.history.record(manager, actor, commitment, 'evidence.added', null, {
        kind,
        caption,
        datedOn,
        url,
        file,
      });
      if (update.state === 'published') {
        await this.moves.tell(manager, commitment, {
          kind: 'evidence',
          title: caption,
          place: updatePlace(updateId),
        });
        await this.publication.tellAccountable(manager, actor, commitment, update, 'evidenceAdded');
      } else {
        // Whoever agrees must have seen every piece.
        await manager.update(CommitmentUpdate, { id: updateId }, { state: 'draft', version: update.version + 1 });
      }
      return ok(evidence);
    });
  }

  /** Only as long as nobody has read it: what proved something stays. */
  async remove(actor: Actor, id: string): Promise<string> {
    if (!isId(id)) throw new AppError(NOT_FOUND);
    return inTransaction(this.database, async (manager) => {
      const evidence = await manager.findOneBy(Evidence, { id });
      if (evidence === null) throw new AppError(NOT_FOUND);
      const { updateId } = evidence;
      const { part: update, commitment } = await this.scope.part(manager, actor, CommitmentUpdate, updateId, true);
      if (update.state === 'published') throw new AppError(NOT_FOUND);
      await manager.delete(Evidence, { id });
      if (evidence.fileId !== null) await this.files.remove(manager, evidence.fileId);
      await manager.update(CommitmentUpdate, { id: updateId }, { state: 'draft', version: update.version + 1 });
      const { kind, caption, datedOn, url } = evidence;
      await this.history.record(manager, actor, commitment, 'evidence.removed', { kind, caption, datedOn, url }, null);
      return updateId;
    });
  }

  /**
   * The file of a piece of evidence: for everybody once its update and commitment are published, before that for the
   * commune's editors.
   * @throws AppError `not-found`
   */
  async file(actor: Actor | null, id: string): Promise<StoredFile> {
    if (!isId(id)) throw new AppError(NOT_FOUND);
    const [found] = await this.database.query<{ file_id: string | null; commune_id: string; published: boolean }[]>(
      `SELECT evidence.file_id, commitment.commune_id,
              commitment_update.state = 'published' AND commitment.published_at IS NOT NULL AS published
       FROM evidence
       JOIN commitment_update ON commitment_update.id = evidence.update_id
       JOIN commitment ON commitment.id = commitment_update.commitment_id
       WHERE evidence.id = $1`,
      [id],
    );
    const mayRead = found !== undefined && (found.published || (actor?.communes.includes(found.commune_id) ?? false));
    const file = mayRead && found.file_id !== null ? await this.files.get(found.file_id) : null;
    if (file === null) throw new AppError(NOT_FOUND);
    return file;
  }
}
