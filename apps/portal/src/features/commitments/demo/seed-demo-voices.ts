import type { EntityManager } from 'typeorm';
import type { Account } from '../../accounts/account.entity.js';
import type { Organisation } from '../../organisations/organisation.entity.js';
import type { Commune } from '../../territories/commune.entity.js';
import { Measure } from '../frameworks/measure.entity.js';
import { Commitment } from '../promises/commitment.entity.js';
import { CollectiveProposal } from '../proposals/collective-proposal.entity.js';
import { ProposalAnswer } from '../proposals/proposal-answer.entity.js';
import { ProposalSupport } from '../proposals/proposal-support.entity.js';
import { firstName } from '../questions/first-name.js';
import { QuestionAnswer } from '../questions/question-answer.entity.js';
import { QuestionJoin } from '../questions/question-join.entity.js';
import { ResidentQuestion } from '../questions/resident-question.entity.js';
import { demoProposals, demoQuestions, type DemoProposal, type DemoQuestion } from './demo-voices.js';

interface Context {
  readonly manager: EntityManager;
  newId(): string;
  ago(days: number): Date;
  readonly quimper: Commune;
  readonly editor: Account;
  readonly neighbours: readonly Account[];
  readonly organisations: { readonly dance: Organisation; readonly gardens: Organisation };
}

/** What residents ask and collectives propose in the demonstration, after its commitments; all of it invented. */
export async function seedDemoVoices(context: Context): Promise<void> {
  for (const said of demoQuestions) await insertQuestion(context, said);
  for (const said of demoProposals) await insertProposal(context, said);
}

async function insertQuestion(context: Context, said: DemoQuestion): Promise<void> {
  const { manager, newId, ago, neighbours, editor } = context;
  const commitment = await commitmentOn(context, said.measure);
  const asker = neighbours[said.by]!;
  const id = newId();
  const publishedAt = said.pending ? null : ago(said.days - 1);
  const first = said.answers?.[0];
  await manager.insert(ResidentQuestion, {
    id,
    commitmentId: commitment.id,
    askerId: asker.id,
    shownAs: said.shownAs,
    publicName: said.shownAs === 'first-name' ? firstName(asker.displayName) : '',
    body: said.body,
    state: said.pending ? 'pending' : 'published',
    askedAt: ago(said.days),
    publishedAt,
    decidedAt: publishedAt,
    answeredAt: first === undefined ? null : ago(first.days),
  });
  for (const place of [said.by, ...(said.joined ?? [])]) {
    await manager.insert(QuestionJoin, {
      id: newId(),
      questionId: id,
      accountId: neighbours[place]!.id,
      joinedAt: ago(said.days),
      toldAt: first === undefined ? null : ago(first.days),
    });
  }
  for (const { days, body, reason = '' } of said.answers ?? []) {
    await manager.insert(QuestionAnswer, {
      id: newId(),
      questionId: id,
      at: ago(days),
      body,
      reason,
      accountableName: commitment.accountableName,
      authorId: editor.id,
      authorName: editor.displayName,
    });
  }
}

async function insertProposal(context: Context, said: DemoProposal): Promise<void> {
  const { manager, newId, ago, neighbours, editor, quimper, organisations } = context;
  const id = newId();
  const { id: measureId } = await manager.findOneByOrFail(Measure, { key: said.measure });
  const decided = said.answers?.find(({ decision }) => decision !== 'study');
  await manager.insert(CollectiveProposal, {
    id,
    communeId: quimper.id,
    measureId,
    organisationId: organisations[said.organisation].id,
    title: said.title,
    body: said.body,
    state: said.answers?.at(-1)?.decision ?? 'waiting',
    publishedAt: ago(said.days),
    decidedAt: decided === undefined ? null : ago(decided.days),
  });
  for (const place of said.supporters) {
    const accountId = neighbours[place]!.id;
    await manager.insert(ProposalSupport, { id: newId(), proposalId: id, accountId, supportedAt: ago(said.days - 1) });
  }
  for (const { days, decision, body, carriedOutBy } of said.answers ?? []) {
    await manager.insert(ProposalAnswer, {
      id: newId(),
      proposalId: id,
      at: ago(days),
      decision,
      body,
      authorId: editor.id,
      authorName: editor.displayName,
      commitmentId: carriedOutBy === undefined ? null : (await commitmentOn(context, carriedOutBy)).id,
    });
  }
}

async function commitmentOn({ manager, quimper }: Context, key: string): Promise<Commitment> {
  return manager.findOneByOrFail(Commitment, { communeId: quimper.id, measure: { key } });
}
