import { Inject, Injectable } from '@nestjs/common';
import { SECOND, type Clock } from '@ronron/kernel';
import { DataSource, In, IsNull, LessThan, MoreThan, Not } from 'typeorm';
import type { PortalSettings } from '../../../../platform/config/portal-settings.js';
import { CLOCK, SETTINGS } from '../../../../platform/config/tokens.js';
import type { CommitmentStatus } from '../../commitment-status.js';
import { CommitmentMove, pathOfMove } from '../../following/moves/commitment-move.entity.js';
import { Framework } from '../../frameworks/framework.entity.js';
import { Measure } from '../../frameworks/measure.entity.js';
import { CommitmentUpdate } from '../../updates/commitment-update.entity.js';
import { commitmentData } from '../feeds/commitments-linked-data.js';
import { OpenCommitments } from '../open-commitments.service.js';
import { CommitmentParts } from './commitment-parts.service.js';

export interface ListWish {
  readonly commune?: string;
  readonly statut?: CommitmentStatus;
  readonly engagement?: string;
  readonly apres?: string;
  readonly limite: number;
}

/** A page of a list: the id to go on after, or null on the last one; `modifiedAt` null when it is empty. */
export interface OpenPage {
  readonly items: readonly object[];
  readonly next: string | null;
  readonly modifiedAt: Date | null;
}

/**
 * Two changes at once may be seen in another order than that of their time: what moved is listed once nothing older can come, so that
 * whoever goes on after the last one misses none.
 */
const SETTLED = 10 * SECOND;

/** Lists of the JSON API, by keyset. Ids of moves are ordered by time (UUID version 7). */
@Injectable()
export class OpenLists {
  constructor(
    private readonly database: DataSource,
    private readonly open: OpenCommitments,
    private readonly parts: CommitmentParts,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async commitments({ commune, statut, apres, limite }: ListWish): Promise<OpenPage> {
    const found = await this.open.page({ communeSlug: commune, status: statut, after: apres, take: limite + 1 });
    return page(
      found,
      limite,
      ({ commitment, glance }) => ({ id: commitment.id, at: glance.lastMoveAt }),
      commitmentData,
    );
  }

  /** In the order in which they became public on this portal: those that an import brought come when it brought them. */
  async updates(wish: ListWish): Promise<OpenPage> {
    const ids = await this.updatesInOrder(wish);
    const rows = await this.database.getRepository(CommitmentUpdate).findBy({ id: In(ids) });
    const found = ids.map((id) => rows.find((row) => row.id === id)!);
    const { limite } = wish;
    const shown = new Map((await this.parts.toldUpdates(found)).map((one) => [one.id, one]));
    return page(
      found,
      limite,
      ({ id, updatedAt }) => ({ id, at: updatedAt }),
      ({ id, commitmentId }) => ({
        ...this.address('nouvelles', id),
        ...this.belonging(commitmentId),
        ...shown.get(id)!,
      }),
    );
  }

  /** Null unless it is published. */
  async update(id: string): Promise<object | null> {
    const found = await this.database
      .getRepository(CommitmentUpdate)
      .findOneBy({ id, state: 'published', commitment: { publishedAt: Not(IsNull()) } });
    if (found === null) return null;
    const [told] = await this.parts.toldUpdates([found]);
    return { ...this.address('nouvelles', id), ...this.belonging(found.commitmentId), ...told! };
  }

  async moves({ commune, engagement, apres, limite }: ListWish): Promise<OpenPage> {
    const found = await this.database.getRepository(CommitmentMove).find({
      where: {
        at: LessThan(new Date(this.clock.now().getTime() - SETTLED)),
        ...(commune === undefined ? {} : { commune: { slug: commune } }),
        ...(engagement === undefined ? {} : { commitmentId: engagement }),
        ...(apres === undefined ? {} : { id: MoreThan(apres) }),
      },
      relations: { commitment: { commune: true, measure: true } },
      order: { id: 'ASC' },
      take: limite + 1,
    });
    return page(
      found,
      limite,
      ({ id, at }) => ({ id, at }),
      ({ id, at, kind, commitmentId, title, fromValue, toValue, reason, place, commitment }) => ({
        id,
        at,
        kind,
        ...this.belonging(commitmentId),
        commune: commitment!.commune!.inseeCode,
        title,
        from: fromValue,
        to: toValue,
        reason,
        page: this.settings.publicUrl + pathOfMove({ commitment, place }),
      }),
    );
  }

  /** Programmes and what they ask, in French. */
  async frameworks(): Promise<object[]> {
    const frameworks = await this.database.getRepository(Framework).find({ order: { position: 'ASC' } });
    const measures = await this.database
      .getRepository(Measure)
      .find({ where: { retiredAt: IsNull() }, order: { position: 'ASC' } });
    return frameworks.map(({ id, key, name, version }) => ({
      ...{ key, name: name.fr, version },
      ...this.address('referentiels', key),
      measures: measures
        .filter(({ frameworkId }) => frameworkId === id)
        .map((measure) => ({ key: measure.key, title: measure.title.fr })),
    }));
  }

  /**
   * Neither ids nor days of publication will do for who goes on after the last one: a draft is older than its publication, and what
   * an archive brings is older than the import. One more than asked for tells that there are others.
   */
  private async updatesInOrder({ commune, engagement, apres, limite }: ListWish): Promise<string[]> {
    const settled = new Date(this.clock.now().getTime() - SETTLED);
    const rows = await this.database.query<{ id: string }[]>(
      `WITH shown AS (
         SELECT news.id, GREATEST(news.published_at, commitment.published_at, imported.at) AS since
         FROM commitment_update AS news
         JOIN commitment ON commitment.id = news.commitment_id AND commitment.published_at IS NOT NULL
         JOIN commune ON commune.id = commitment.commune_id
         LEFT JOIN LATERAL (
           SELECT max(at) AS at FROM commitment_revision
           WHERE commitment_id = commitment.id AND kind = 'commitment.imported') AS imported ON true
         WHERE news.state = 'published' AND ($1::text IS NULL OR commune.slug = $1) AND ($2::uuid IS NULL OR commitment.id = $2)
       )
       SELECT id FROM shown
       WHERE since < $3 AND ($4::uuid IS NULL OR (since, id) > (SELECT since, id FROM shown WHERE id = $4))
       ORDER BY since, id LIMIT $5`,
      [commune ?? null, engagement ?? null, settled, apres ?? null, limite + 1],
    );
    return rows.map(({ id }) => id);
  }

  private address(what: string, id: string): { url: string } {
    return { url: `${this.settings.publicUrl}/api/v1/${what}/${id}` };
  }

  private belonging(commitmentId: string): { commitment: string } {
    return { commitment: `${this.settings.publicUrl}/api/v1/engagements/${commitmentId}` };
  }
}

function page<Row>(
  found: readonly Row[],
  size: number,
  known: (row: Row) => { id: string; at: Date },
  told: (row: Row) => object,
): OpenPage {
  const rows = found.slice(0, size);
  const moments = rows.map((row) => known(row).at.getTime());
  return {
    items: rows.map(told),
    next: found.length > size ? known(rows.at(-1)!).id : null,
    modifiedAt: moments.length === 0 ? null : new Date(Math.max(...moments)),
  };
}
