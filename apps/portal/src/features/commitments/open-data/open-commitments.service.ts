import { Inject, Injectable } from '@nestjs/common';
import { DataSource, IsNull, MoreThan, Not } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../platform/config/tokens.js';
import { Commune } from '../../territories/commune.entity.js';
import type { CommitmentStatus } from '../commitment-status.js';
import { Commitment } from '../promises/commitment.entity.js';
import { CommuneOverviews, type CommitmentAtAGlance } from '../public/overview.service.js';

/** A published commitment as open data tells it. French is the language of the data; texts of ours are keys. */
export interface OpenCommitment {
  readonly commitment: Commitment;
  readonly commune: { readonly name: string; readonly slug: string; readonly inseeCode: string };
  readonly framework: string;
  readonly measure: string;
  readonly glance: CommitmentAtAGlance;
  readonly url: string;
  /** Stable whatever the texts become. */
  readonly apiUrl: string;
  readonly slips: number;
  readonly cents: number;
}

/** What feeds, tables and the API say of commitments. */
@Injectable()
export class OpenCommitments {
  constructor(
    private readonly database: DataSource,
    private readonly overviews: CommuneOverviews,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  async commune(slug: string): Promise<Commune | null> {
    return this.database.getRepository(Commune).findOneBy({ slug });
  }

  /** Published ones, of one commune or of all, always in the same order. */
  async list(communeId?: string): Promise<OpenCommitment[]> {
    const commitments = await this.database.getRepository(Commitment).find({
      where: { publishedAt: Not(IsNull()), ...(communeId === undefined ? {} : { communeId }) },
      relations: { commune: true, measure: { framework: true } },
      order: { commune: { name: 'ASC' }, measure: { framework: { position: 'ASC' }, position: 'ASC' } },
    });
    return this.told(commitments);
  }

  /** Published ones in the order of their ids, after one of them. */
  async page(wish: {
    readonly communeSlug?: string | undefined;
    readonly status?: CommitmentStatus | undefined;
    readonly after?: string | undefined;
    readonly take: number;
  }): Promise<OpenCommitment[]> {
    const { communeSlug, status, after, take } = wish;
    const commitments = await this.database.getRepository(Commitment).find({
      where: {
        publishedAt: Not(IsNull()),
        ...(communeSlug === undefined ? {} : { commune: { slug: communeSlug } }),
        ...(status === undefined ? {} : { status }),
        ...(after === undefined ? {} : { id: MoreThan(after) }),
      },
      relations: { commune: true, measure: { framework: true } },
      order: { id: 'ASC' },
      take,
    });
    return this.told(commitments);
  }

  /** Null unless it is published. */
  async find(id: string): Promise<OpenCommitment | null> {
    const commitment = await this.database.getRepository(Commitment).findOne({
      where: { id, publishedAt: Not(IsNull()) },
      relations: { commune: true, measure: { framework: true } },
    });
    return commitment === null ? null : (await this.told([commitment]))[0]!;
  }

  private async told(commitments: readonly Commitment[]): Promise<OpenCommitment[]> {
    const glances = new Map((await this.overviews.atAGlance(commitments, 'fr')).map((glance) => [glance.id, glance]));
    const ids = commitments.map(({ id }) => id);
    const slips = await this.numbers('SELECT commitment_id AS id, count(*)::int AS n FROM deadline_slip', ids);
    const cents = await this.numbers('SELECT commitment_id AS id, sum(amount_cents)::float AS n FROM spending', ids);
    const { publicUrl } = this.settings;
    return commitments.map((commitment) => {
      const { name, slug, inseeCode } = commitment.commune!;
      return {
        commitment,
        commune: { name, slug, inseeCode },
        framework: commitment.measure!.framework!.key,
        measure: commitment.measure!.key,
        glance: glances.get(commitment.id)!,
        url: `${publicUrl}/engagements/${slug}/${commitment.measure!.key}`,
        apiUrl: `${publicUrl}/api/v1/engagements/${commitment.id}`,
        slips: slips.get(commitment.id) ?? 0,
        cents: cents.get(commitment.id) ?? 0,
      };
    });
  }

  private async numbers(select: string, ids: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.database.query<{ id: string; n: number }[]>(
      `${select} WHERE commitment_id = ANY($1) GROUP BY commitment_id`,
      [ids],
    );
    return new Map(rows.map(({ id, n }) => [id, n]));
  }
}
