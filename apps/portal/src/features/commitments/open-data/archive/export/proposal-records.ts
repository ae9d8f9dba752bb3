import { In, type EntityManager } from 'typeorm';
import { byPortal } from '../../../people-elsewhere.js';
import { CollectiveProposal } from '../../../proposals/collective-proposal.entity.js';
import { ProposalAnswer } from '../../../proposals/proposal-answer.entity.js';
import type { ArchiveRecord } from '../format/record-kinds.js';
import { group, idsOf, inTree, parts, record, type Row } from './record-tree.js';
import type { WhatLeaves } from './what-leaves.js';

/**
 * What the public reads of collectives' proposals (`ids`: of those that it reads), and what the commune replied.
 * @param commitmentIds those that leave too: what carries a proposal out is named among them alone
 */
export async function proposalRecords(
  manager: EntityManager,
  ids: readonly string[],
  commitmentIds: ReadonlySet<string>,
  { publicUrl }: WhatLeaves,
): Promise<ArchiveRecord[]> {
  const proposals = await manager.find(CollectiveProposal, {
    where: { id: In([...ids]) },
    relations: { commune: true, measure: true, organisation: true },
    order: { id: 'ASC' },
  });
  const rows = await manager.query<{ id: string; n: number }[]>(
    'SELECT proposal_id AS id, count(*)::int AS n FROM proposal_support WHERE proposal_id = ANY($1) GROUP BY proposal_id',
    [ids],
  );
  const here = new Map(rows.map(({ id, n }) => [id, n]));
  const readable = proposals.filter(({ hiddenAt }) => hiddenAt === null);
  const answers = await parts(manager, ProposalAnswer, 'proposalId', idsOf(readable));
  return inTree([
    ...proposals.map((one) => record('proposal', '', proposalRow(one, here.get(one.id) ?? 0, publicUrl))),
    ...group(
      'reply',
      answers.map((one) => {
        const leaves = one.commitmentId !== null && commitmentIds.has(one.commitmentId);
        return { ...one, commitment: leaves ? one.commitmentId : null, action: leaves ? one.actionId : null };
      }),
      'proposalId',
    ),
  ]);
}

function proposalRow(proposal: CollectiveProposal, supports: number, publicUrl: string): Row {
  const { commune, measure, organisation, collectiveName, cameFrom, elsewhere, hiddenAt, withdrawnAt } = proposal;
  const isReadable = hiddenAt === null;
  return {
    ...proposal,
    commune: commune!.inseeCode,
    measure: measure!.key,
    portal: cameFrom === '' ? publicUrl : cameFrom,
    collective: isReadable ? (organisation?.name ?? collectiveName) : '',
    title: isReadable ? proposal.title : '',
    body: isReadable && withdrawnAt === null ? proposal.body : '',
    proposalState: proposal.state,
    supports: byPortal(elsewhere, publicUrl, supports),
  };
}
