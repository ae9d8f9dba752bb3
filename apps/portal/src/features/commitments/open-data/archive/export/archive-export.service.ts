import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../../../platform/config/tokens.js';
import { commitmentRecords } from './commitment-records.js';
import { gatheringRecords } from './gathering-records.js';
import { proposalRecords } from './proposal-records.js';
import type { ArchiveRecord } from '../format/record-kinds.js';
import type { WhatLeaves } from './what-leaves.js';

export interface ArchiveScope {
  readonly communeId: string;
  /** What everybody may read: see `WhatLeaves`. */
  readonly onlyPublic?: boolean;
}

/** So many commitments or gatherings are in memory at once, with their files, which may weigh megabytes each. */
const AT_ONCE = 20;

/** What everybody may read, and what leaves beside it. Drafts of a structure are the structure's, not the commune's. */
const READABLE = {
  commitment: 'published_at IS NOT NULL',
  gathering: `state <> 'draft'`,
  collective_proposal: `reading = 'public'`,
};
const ALL = {
  commitment: 'true',
  gathering: `(state <> 'draft' OR structure_id IS NULL)`,
  // As with questions: what waits to be read, or was sent back, does not leave.
  collective_proposal: `reading = 'public'`,
};

/** Everything about a commune's commitments as records, with its gatherings and its cahier. */
@Injectable()
export class ArchiveExport {
  constructor(
    private readonly database: DataSource,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /** Stretches of whole commitments, then of gatherings, then of proposals, by id; each as it stood at one moment. */
  async *stretches({ communeId, onlyPublic = false }: ArchiveScope): AsyncGenerator<ArchiveRecord[]> {
    const leaves: WhatLeaves = { onlyPublic, publicUrl: this.settings.publicUrl };
    const which = onlyPublic ? READABLE : ALL;
    const heads = async (table: keyof typeof ALL): Promise<string[]> => {
      const sql = `SELECT id FROM ${table} WHERE commune_id = $1 AND ${which[table]} ORDER BY id`;
      return (await this.database.query<{ id: string }[]>(sql, [communeId])).map(({ id }) => id);
    };
    const commitments = await heads('commitment');
    yield* this.told(commitments, (manager, ids) => commitmentRecords(manager, ids, leaves));
    yield* this.told(await heads('gathering'), (manager, ids) => gatheringRecords(manager, ids, leaves));
    const known = new Set(commitments);
    yield* this.told(await heads('collective_proposal'), (manager, ids) =>
      proposalRecords(manager, ids, known, leaves),
    );
  }

  private async *told(
    ids: readonly string[],
    records: (manager: EntityManager, ids: readonly string[]) => Promise<ArchiveRecord[]>,
  ): AsyncGenerator<ArchiveRecord[]> {
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const some = ids.slice(from, from + AT_ONCE);
      yield await this.database.transaction('REPEATABLE READ', (manager) => records(manager, some));
    }
  }
}
