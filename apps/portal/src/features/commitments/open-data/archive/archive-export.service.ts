import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Commitment } from '../../promises/commitment.entity.js';
import { recordsOf } from './archive-records.js';
import type { ArchiveRecord } from './record-kinds.js';

export interface ArchiveScope {
  readonly communeId: string;
  /** What everybody may read: no drafts, and links to files instead of their contents, each under this address. */
  readonly publicUrl?: string;
}

/** So many commitments are in memory at once, with their files, which may weigh megabytes each. */
const AT_ONCE = 20;

/** Everything about a commune's commitments as records. */
@Injectable()
export class ArchiveExport {
  constructor(private readonly database: DataSource) {}

  /** Stretches of whole commitments, by id; each as it stood at one moment. */
  async *stretches({ communeId, publicUrl }: ArchiveScope): AsyncGenerator<ArchiveRecord[]> {
    const commitments = await this.database
      .getRepository(Commitment)
      .find({ where: { communeId }, select: { id: true }, order: { id: 'ASC' } });
    for (let from = 0; from < commitments.length; from += AT_ONCE) {
      const ids = commitments.slice(from, from + AT_ONCE).map(({ id }) => id);
      yield await this.database.transaction('REPEATABLE READ', (manager) => recordsOf(manager, ids, publicUrl));
    }
  }
}
