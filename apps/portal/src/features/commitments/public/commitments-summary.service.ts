import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CommitmentStatus } from '../commitment-status.js';

/** What the home page says of the commitments of one commune. */
export interface CommitmentsInShort {
  readonly communeName: string;
  readonly slug: string;
  readonly total: number;
  readonly byStatus: Readonly<Partial<Record<CommitmentStatus, number>>>;
  readonly latestUpdate: { readonly title: string; readonly measureKey: string; readonly publishedAt: Date } | null;
}

@Injectable()
export class CommitmentsSummary {
  constructor(private readonly database: DataSource) {}

  /** The principal commune first, then by name; only communes that published something. */
  async forHome(): Promise<CommitmentsInShort[]> {
    const rows = await this.database.query<
      { id: string; name: string; slug: string; status: CommitmentStatus; number: number }[]
    >(
      `SELECT commune.id, commune.name, commune.slug, commitment.status, count(*)::int AS number
       FROM commitment JOIN commune ON commune.id = commitment.commune_id
       WHERE commitment.published_at IS NOT NULL
       GROUP BY commune.id, commitment.status
       ORDER BY commune.principal DESC, commune.name, commune.id`,
    );
    const latest = await this.database.query<
      { commune_id: string; title: string; measure_key: string; published_at: Date }[]
    >(
      `SELECT DISTINCT ON (commitment.commune_id) commitment.commune_id, latest.title,
              measure.key AS measure_key, latest.published_at
       FROM commitment
       JOIN measure ON measure.id = commitment.measure_id
       CROSS JOIN LATERAL (
         SELECT title, published_at FROM commitment_update
         WHERE commitment_id = commitment.id AND published_at IS NOT NULL ORDER BY published_at DESC LIMIT 1) AS latest
       WHERE commitment.published_at IS NOT NULL
       ORDER BY commitment.commune_id, latest.published_at DESC`,
    );
    return [...new Set(rows.map(({ id }) => id))].map((id) => {
      const theirs = rows.filter((row) => row.id === id);
      const last = latest.find((row) => row.commune_id === id);
      return {
        communeName: theirs[0]!.name,
        slug: theirs[0]!.slug,
        total: theirs.reduce((total, { number }) => total + number, 0),
        byStatus: Object.fromEntries(theirs.map(({ status, number }) => [status, number])),
        latestUpdate:
          last === undefined
            ? null
            : { title: last.title, measureKey: last.measure_key, publishedAt: last.published_at },
      };
    });
  }
}
