import { In, type EntityManager } from 'typeorm';
import { byPortal } from '../../../people-elsewhere.js';
import { QuestionAnswer } from '../../../questions/question-answer.entity.js';
import { shownAsker } from '../../../questions/question-views.service.js';
import { ResidentQuestion } from '../../../questions/resident-question.entity.js';
import type { ArchiveRecord } from '../format/record-kinds.js';
import { group, idsOf, parts, type Row } from './record-tree.js';
import type { WhatLeaves } from './what-leaves.js';

/**
 * What the public reads of residents' questions: neither who asked, nor what waits or was sent back, nor a word of what was taken down
 * or joined to another.
 */
export async function questionRecords(
  manager: EntityManager,
  commitmentIds: readonly string[],
  { publicUrl }: WhatLeaves,
): Promise<ArchiveRecord[]> {
  if (commitmentIds.length === 0) return [];
  const found = await manager.find(ResidentQuestion, {
    where: { commitmentId: In([...commitmentIds]), state: In(['published', 'merged', 'hidden']) },
    order: { id: 'ASC' },
  });
  const published = found.filter(({ state }) => state === 'published');
  // One whose other question is gone leads nowhere.
  const questions = found.filter(({ state, mergedIntoId }) => state !== 'merged' || mergedIntoId !== null);
  const rows = await manager.query<{ id: string; n: number }[]>(
    'SELECT question_id AS id, count(*)::int AS n FROM question_join WHERE question_id = ANY($1) GROUP BY question_id',
    [idsOf(questions)],
  );
  const here = new Map(rows.map(({ id, n }) => [id, n]));
  return [
    ...group(
      'question',
      questions.map((one) => questionRow(one, here.get(one.id) ?? 0, publicUrl)),
    ),
    ...group('answer', await parts(manager, QuestionAnswer, 'questionId', idsOf(published)), 'questionId'),
  ];
}

function questionRow(question: ResidentQuestion, joined: number, publicUrl: string): Row {
  const { cameFrom, elsewhere, state, mergedIntoId, publicName, body, reason } = question;
  const isPublished = state === 'published';
  const shownAs = shownAsker(question);
  // Who asked it first counts, as on its page, even when their account is gone.
  const own = Math.max(cameFrom === '' ? 1 : 0, joined);
  return {
    ...question,
    portal: cameFrom === '' ? publicUrl : cameFrom,
    // Those of a question that was joined to another are counted there.
    people: state === 'merged' ? [] : byPortal(elsewhere, publicUrl, own),
    shownAs,
    publicName: shownAs === 'first-name' ? publicName : '',
    body: isPublished ? body : '',
    questionState: state,
    reason: state === 'hidden' ? reason : '',
    mergedInto: state === 'merged' ? mergedIntoId : null,
  };
}
