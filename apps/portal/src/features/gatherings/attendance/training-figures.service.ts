import { Injectable } from '@nestjs/common';
import { COUNTS_FOR_COMMUNE } from '../agreement/training-agreements.service.js';
import { LiveFigures, type LiveFigure } from '../../commitments/figures/live/live-figures.service.js';

/**
 * Sessions of trainings and initiations of the commune's gatherings, and of structures that it agreed to, that are over and whose attendance was noted. Install parties and
 * public meetings teach too, but nobody can say how much of them.
 */
const NOTED = `FROM gathering_session AS session JOIN gathering ON gathering.id = session.gathering_id
  WHERE gathering.commune_id = $1 AND ${COUNTS_FOR_COMMUNE} AND gathering.kind IN ('training', 'initiation') AND gathering.state <> 'cancelled'
    AND session.cancelled_at IS NULL AND session.ends_at <= $2
    AND (session.room_present IS NOT NULL OR session.online_present IS NOT NULL)`;

const PRESENT = 'COALESCE(session.room_present, 0) + COALESCE(session.online_present, 0)';
const HOURS = 'EXTRACT(epoch FROM session.ends_at - session.starts_at) / 3600';

/** What the training measure (`training-first`) is measured by. */
const TRAINING: Readonly<Record<string, string>> = {
  'training-hours': `SELECT round(sum(${HOURS}), 2)::float AS n ${NOTED}`,
  'training-hours-attended': `SELECT round(sum(${HOURS} * (${PRESENT})), 2)::float AS n ${NOTED}`,
  // Whoever comes to several sessions of one training is one person: the fullest session counts.
  'people-trained': `SELECT sum(most)::int AS n FROM (SELECT max(${PRESENT}) AS most ${NOTED} GROUP BY gathering.id) AS trained`,
  'agents-trained': `SELECT sum(most)::int AS n FROM (
    SELECT max(COALESCE(session.agents_present, 0)) AS most ${NOTED} GROUP BY gathering.id) AS trained`,
};

/** Gives the training measure its figures, counted from gatherings. */
@Injectable()
export class TrainingFigures {
  constructor(figures: LiveFigures) {
    for (const [key, sql] of Object.entries(TRAINING))
      figures.register({ key, texts: 'gatherings', count: counted(sql) });
  }
}

/** Null as long as no attendance was noted, which is not zero. */
function counted(sql: string): LiveFigure['count'] {
  return async (manager, { communeId, at }) => {
    const [row] = await manager.query<[{ n: number | null }]>(sql, [communeId, at]);
    return row.n;
  };
}
