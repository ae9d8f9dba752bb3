import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { MeasureMeetings, type MeasureMeeting } from '../../commitments/public/measure-meetings.service.js';
import { COUNTS_FOR_COMMUNE } from '../agreement/training-agreements.service.js';

/** So many of each, coming and past. */
const MOST = 20;

type Row = Omit<MeasureMeeting, 'path' | 'kind'> & { readonly slug: string; readonly kind: string };

/** Tells the page of a commitment of the gatherings that serve it. */
@Injectable()
export class GatheringsOfMeasures {
  constructor(
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    meetings: MeasureMeetings,
  ) {
    meetings.register((communeId, measureId) => this.of(communeId, measureId));
  }

  private async of(communeId: string, measureId: string): Promise<MeasureMeeting[]> {
    const rows = await this.database.query<Row[]>(
      `WITH served AS (
         SELECT gathering.id, gathering.slug, gathering.title, gathering.kind, gathering.starts_at AS "startsAt",
                gathering.state = 'cancelled' AS cancelled, gathering.ends_at <= $3 AS over, COALESCE(structure.name, NULLIF(gathering.held_by, '')) AS holder
         FROM gathering JOIN gathering_measure ON gathering_id = gathering.id AND measure_id = $2
         LEFT JOIN structure ON structure.id = gathering.structure_id
         WHERE gathering.commune_id = $1 AND gathering.state <> 'draft' AND ${COUNTS_FOR_COMMUNE}),
       told AS (
         (SELECT * FROM served WHERE NOT over ORDER BY "startsAt", id LIMIT $4)
         UNION ALL
         (SELECT * FROM served WHERE over AND NOT cancelled ORDER BY "startsAt" DESC, id LIMIT $4))
       SELECT told.*, figures.* FROM told CROSS JOIN LATERAL (
         SELECT max(COALESCE(room_present, 0) + COALESCE(online_present, 0))
                  FILTER (WHERE room_present IS NOT NULL OR online_present IS NOT NULL) AS present,
                COALESCE(round(sum(EXTRACT(epoch FROM ends_at - starts_at) / 3600), 1), 0)::float AS hours
         FROM gathering_session AS session
         WHERE session.gathering_id = told.id AND cancelled_at IS NULL AND session.ends_at <= $3) AS figures
       ORDER BY over, CASE WHEN over THEN NULL ELSE "startsAt" END, "startsAt" DESC, told.id`,
      [communeId, measureId, this.clock.now(), MOST],
    );
    return rows.map(({ slug, kind, ...said }) => ({
      ...said,
      path: `/rendez-vous/${slug}`,
      kind: `gatherings:kinds.${kind}`,
    }));
  }
}
