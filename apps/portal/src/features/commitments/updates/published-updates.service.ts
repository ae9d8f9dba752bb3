import { isId } from '@ronron/kernel';
import { Injectable } from '@nestjs/common';
import { DataSource, In, type SelectQueryBuilder } from 'typeorm';
import { CommitmentUpdate } from './commitment-update.entity.js';
import { EvidenceKeeper } from './evidence.service.js';
import { UpdateCorrection } from './update-correction.entity.js';

const UPDATES_A_PAGE = 20;

/** An update with what proves it and what was corrected in it. */
export type UpdateShown = CommitmentUpdate & { readonly evidence: object[]; readonly corrections: UpdateCorrection[] };

/** Updates as the public reads them. */
@Injectable()
export class PublishedUpdates {
  constructor(
    private readonly database: DataSource,
    private readonly evidence: EvidenceKeeper,
  ) {}

  /**
   * What happened last comes first.
   * @param options.older the id of the last update of the page before
   * @param options.preview an update that is shown as if it were published
   */
  async list(
    commitmentId: string,
    { older, preview }: { older?: unknown; preview?: string } = {},
  ): Promise<{ items: UpdateShown[]; older: string | null }> {
    const query = this.shown(commitmentId, preview)
      .orderBy('update.happened_on', 'DESC')
      .addOrderBy('update.id', 'DESC')
      .limit(UPDATES_A_PAGE + 1);
    // A preview begins with what it is about, however long ago that happened.
    const start = preview ?? older;
    if (isId(start)) {
      query.andWhere(
        `(update.happened_on, update.id) ${preview === undefined ? '<' : '<='} (SELECT one.happened_on, one.id FROM commitment_update one WHERE one.id = :start)`,
        { start },
      );
    }
    const found = await query.getMany();
    const items = await this.told(found.slice(0, UPDATES_A_PAGE), preview);
    return { items, older: found.length > UPDATES_A_PAGE ? items.at(-1)!.id : null };
  }

  /** Null unless it is published, and on this commitment. */
  async one(commitmentId: string, id: string): Promise<UpdateShown | null> {
    if (!isId(id)) return null;
    const found = await this.shown(commitmentId).andWhere('update.id = :id', { id }).getMany();
    return (await this.told(found))[0] ?? null;
  }

  private shown(commitmentId: string, preview?: string): SelectQueryBuilder<CommitmentUpdate> {
    return this.database
      .getRepository(CommitmentUpdate)
      .createQueryBuilder('update')
      .where('update.commitment_id = :commitmentId', { commitmentId })
      .andWhere(
        preview === undefined ? `update.state = 'published'` : `(update.state = 'published' OR update.id = :preview)`,
        { preview },
      );
  }

  private async told(updates: readonly CommitmentUpdate[], preview?: string): Promise<UpdateShown[]> {
    const ids = updates.map(({ id }) => id);
    const evidence = await this.evidence.of(ids);
    const corrections = await this.database
      .getRepository(UpdateCorrection)
      .find({ where: { updateId: In(ids) }, order: { at: 'DESC' } });
    return updates.map((update) => ({
      ...update,
      evidence: evidence
        .filter(({ updateId }) => updateId === update.id)
        .map((piece) => ({
          ...piece,
          href: piece.url ?? `${preview === update.id ? '/editeur' : '/engagements'}/pieces/${piece.id}`,
          image: piece.file?.mediaType.startsWith('image/') ?? false,
          addedLater: update.publishedAt !== null && piece.addedAt > update.publishedAt,
        })),
      corrections: corrections.filter(({ updateId }) => updateId === update.id),
    }));
  }
}
