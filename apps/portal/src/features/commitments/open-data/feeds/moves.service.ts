import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { MoveKind } from '../../following/moves/commitment-move.entity.js';

/** Something that the public can see has changed. */
export interface Move {
  readonly id: string;
  readonly kind: 'update' | 'status' | 'deadline' | 'question' | MoveKind;
  readonly commitmentId: string;
  readonly at: Date;
  /** Of an update, an action, a piece of evidence; the question that was answered. */
  readonly title: string;
  /** Markdown of an update or an answer, or the reason of a change. */
  readonly text: string;
  /** The status, or the new deadline; empty for none. */
  readonly to: string;
  readonly from: string;
  readonly proofs: number;
  /** Where it is read, from its commitment's address on. */
  readonly place: string;
}

const MOST = 50;

/** Told by nothing else, as is a first deadline: the rest has rows of its own, which stand in archives too. */
const ONLY_MOVES: readonly MoveKind[] = ['published', 'promise', 'progress', 'milestone', 'evidence', 'correction'];

/** What moved lately: updates, changes of status and deadlines, progress, proofs, questions that were answered; newest first. */
@Injectable()
export class Moves {
  constructor(private readonly database: DataSource) {}

  async latest(commitmentIds: readonly string[]): Promise<Move[]> {
    const rows = await this.database.query<Record<keyof Move, never>[]>(
      `SELECT * FROM (
         (SELECT id, 'update' AS kind, commitment_id AS "commitmentId", published_at AS at, title, body AS text, '' AS to, '' AS from,
                 (SELECT count(*)::int FROM evidence WHERE evidence.update_id = commitment_update.id) AS proofs,
                 '/nouvelles/' || id AS place
          FROM commitment_update WHERE commitment_id = ANY($1) AND published_at IS NOT NULL ORDER BY published_at DESC, id DESC LIMIT $2)
         UNION ALL
         (SELECT revision.id, 'status', commitment_id, at, '', COALESCE(after->>'reason', ''), after->>'status',
                 COALESCE(before->>'status', ''), 0, '#parcours'
          FROM commitment_revision AS revision JOIN commitment ON commitment.id = commitment_id
          WHERE commitment_id = ANY($1) AND kind = 'status.changed' AND at >= commitment.published_at ORDER BY at DESC, revision.id DESC LIMIT $2)
         UNION ALL
         (SELECT slip.id, 'deadline', commitment_id, at, '', reason, COALESCE(to_day::text, ''), from_day::text, 0, '#parcours'
          FROM deadline_slip AS slip WHERE commitment_id = ANY($1) ORDER BY at DESC, slip.id DESC LIMIT $2)
         UNION ALL
         (SELECT question.id, 'question', commitment_id, answered_at, question.body, answer.body, '', '', 0, '/questions/' || question.id
          FROM resident_question AS question CROSS JOIN LATERAL (
            SELECT body FROM question_answer WHERE question_id = question.id ORDER BY at DESC, id DESC LIMIT 1) AS answer
          WHERE commitment_id = ANY($1) AND state = 'published' AND answered_at IS NOT NULL ORDER BY answered_at DESC, question.id DESC LIMIT $2)
         UNION ALL
         (SELECT id, kind, commitment_id, at, title, reason, to_value, from_value, 0, place
          FROM commitment_move WHERE commitment_id = ANY($1) AND (kind = ANY($3) OR (kind = 'deadline' AND from_value = ''))
          ORDER BY at DESC, id DESC LIMIT $2)
       ) AS moves ORDER BY at DESC, id DESC LIMIT $2`,
      [commitmentIds, MOST, ONLY_MOVES],
    );
    return rows;
  }
}
