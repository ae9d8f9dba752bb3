import { DAY, type Clock } from '@ronron/kernel';
import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { StoredFile } from '../../../platform/files/stored-file.entity.js';
import type { Account } from '../../accounts/account.entity.js';
import type { Commune } from '../../territories/commune.entity.js';
import { ActionMilestone } from '../actions/action-milestone.entity.js';
import { CommitmentAction } from '../actions/commitment-action.entity.js';
import { IndicatorValue } from '../figures/indicator-value.entity.js';
import { Indicator } from '../figures/indicator.entity.js';
import { Measure } from '../frameworks/measure.entity.js';
import { dayOf } from '../news-age.js';
import { CommitmentRevision, type RevisionKind } from '../promises/commitment-revision.entity.js';
import { Commitment } from '../promises/commitment.entity.js';
import { DeadlineSlip } from '../promises/deadline-slip.entity.js';
import { Spending } from '../spending/spending.entity.js';
import { CommitmentUpdate } from '../updates/commitment-update.entity.js';
import { Evidence } from '../updates/evidence.entity.js';
import { UpdateCorrection } from '../updates/update-correction.entity.js';
import { stripedPng } from './striped-png.js';
import type { DemoCommitment, DemoUpdate } from './demo-commitment.js';
import { demoCommitments } from './demo-commitments.js';

interface Context {
  readonly manager: EntityManager;
  readonly editor: Account;
  readonly newId: () => string;
  readonly ago: (days: number) => Date;
}

/** Every promise of the demonstration was made public so many days ago. */
const PUBLISHED = 365;

/** The commitments of Quimper as the demonstration shows them; all of it invented, and it says so. */
export async function seedDemoCommitments(
  manager: EntityManager,
  communes: { readonly quimper: Commune },
  accounts: { readonly editor: Account },
  clock: Clock,
  newId: () => string,
): Promise<void> {
  const ago = (days: number): Date => new Date(clock.now().getTime() - days * DAY);
  const context: Context = { manager, editor: accounts.editor, newId, ago };
  const measures = await manager.find(Measure);
  for (const said of demoCommitments) {
    const measure = measures.find(({ key }) => key === said.measure);
    if (measure === undefined) throw new Error(`There is no measure ${said.measure}`);
    await insertCommitment(context, communes.quimper, measure, said);
  }
}

async function insertCommitment(
  context: Context,
  commune: Commune,
  measure: Measure,
  said: DemoCommitment,
): Promise<void> {
  const { manager, editor, newId, ago } = context;
  const id = newId();
  const day = (days: number): string => dayOf(ago(days));
  await manager.insert(Commitment, {
    id,
    communeId: commune.id,
    measureId: measure.id,
    level: said.level,
    words: said.words,
    accountableName: said.accountable,
    accountableRole: '',
    accountableAccountId: editor.id,
    department: said.department,
    voteReference: `DEMO-${measure.position}`,
    voteOn: day(PUBLISHED + 20),
    voteUrl: 'https://quimper.example/deliberations',
    deadline: said.deadline === null ? null : day(said.deadline),
    status: said.status,
    statusReason: said.reason ?? '',
    statusSince: ago(said.statusDays),
    publishedAt: ago(PUBLISHED),
    version: 1,
    createdAt: ago(PUBLISHED + 10),
    updatedAt: ago(said.statusDays),
  });
  await revise(context, id, PUBLISHED + 10, 'commitment.created', { measure: measure.key, level: said.level });
  await revise(context, id, PUBLISHED, 'commitment.published', {});
  await revise(context, id, said.statusDays, 'status.changed', { status: said.status, reason: said.reason ?? '' });
  if (said.slip !== undefined) {
    const { from, on, reason } = said.slip;
    const toDay = said.deadline === null ? null : day(said.deadline);
    await manager.insert(DeadlineSlip, {
      id: newId(),
      commitmentId: id,
      at: ago(on),
      fromDay: day(from),
      toDay,
      reason,
    });
    await revise(context, id, on, 'deadline.changed', { deadline: toDay, reason });
  }
  for (const [index, { title, state, due, milestones = [] }] of said.actions.entries()) {
    const actionId = newId();
    await manager.insert(CommitmentAction, {
      id: actionId,
      commitmentId: id,
      title,
      position: index + 1,
      state,
      startsOn: day(due + 60),
      dueOn: day(due),
      doneOn: state === 'done' ? day(Math.max(1, due)) : null,
      version: 1,
    });
    for (const step of milestones) {
      const reachedOn = step.reached === undefined ? null : day(step.reached);
      await manager.insert(ActionMilestone, {
        id: newId(),
        actionId,
        title: step.title,
        dueOn: day(step.due),
        reachedOn,
      });
    }
  }
  for (const update of said.updates) await insertUpdate(context, id, update);
  await insertFigures(context, id, said);
}

async function insertUpdate(context: Context, commitmentId: string, said: DemoUpdate): Promise<void> {
  const { manager, editor, newId, ago } = context;
  const id = newId();
  const at = ago(said.days);
  const published = said.draft ? null : at;
  await manager.insert(CommitmentUpdate, {
    id,
    commitmentId,
    happenedOn: dayOf(ago(said.days)),
    title: said.title,
    body: said.body,
    state: said.draft ? 'draft' : 'published',
    authorId: editor.id,
    authorName: editor.displayName,
    sentBackReason: '',
    agreedBy: '',
    publishedAt: published,
    version: 1,
    createdAt: ago(said.days),
    updatedAt: ago(said.days),
  });
  await revise(context, commitmentId, said.days, said.draft ? 'update.written' : 'update.published', {
    title: said.title,
  });
  if (said.correction !== undefined) {
    const { before, reason } = said.correction;
    await manager.insert(UpdateCorrection, {
      id: newId(),
      updateId: id,
      at: ago(said.days - 3),
      titleBefore: said.title,
      bodyBefore: before,
      reason,
    });
  }
  for (const { kind, caption, url } of said.evidence ?? []) {
    const fileId = url === undefined ? await insertPicture(context) : null;
    await manager.insert(Evidence, {
      id: newId(),
      updateId: id,
      kind,
      caption: `${caption} (démonstration)`,
      datedOn: dayOf(ago(said.days)),
      url: url ?? null,
      fileId,
      addedAt: at,
    });
  }
}

async function insertFigures(
  { manager, newId, ago }: Context,
  commitmentId: string,
  said: DemoCommitment,
): Promise<void> {
  if (said.indicator !== undefined) {
    const { values, ...indicator } = said.indicator;
    const indicatorId = newId();
    await manager.insert(Indicator, { ...indicator, id: indicatorId, commitmentId, createdAt: ago(PUBLISHED) });
    await manager.insert(
      IndicatorValue,
      values.map(([days, value]) => ({ id: newId(), indicatorId, day: dayOf(ago(days)), value, note: '' })),
    );
  }
  for (const { source, name, unit, method } of said.live ?? []) {
    const live = { name, unit, source: method, liveSource: source };
    await manager.insert(Indicator, { ...live, id: newId(), commitmentId, createdAt: ago(PUBLISHED - 1) });
  }
  await manager.insert(
    Spending,
    said.spending.map(({ euros, yearsAgo, ...line }) => ({
      ...line,
      id: newId(),
      commitmentId,
      year: Number(dayOf(ago(0)).slice(0, 4)) - yearsAgo,
      amountCents: euros * 100,
      createdAt: ago(10),
    })),
  );
}

async function revise(
  { manager, editor, newId, ago }: Context,
  commitmentId: string,
  days: number,
  kind: RevisionKind,
  after: Record<string, unknown>,
): Promise<void> {
  await manager.insert(CommitmentRevision, {
    id: newId(),
    commitmentId,
    at: ago(days),
    actorId: editor.id,
    actorName: editor.displayName,
    kind,
    before: null,
    after: after as never,
  });
}

async function insertPicture({ manager, newId, ago }: Context): Promise<string> {
  const content = stripedPng(480, 320);
  const id = newId();
  await manager.insert(StoredFile, {
    id,
    name: 'demonstration.png',
    mediaType: 'image/png',
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    public: false,
    content,
    createdAt: ago(0),
  });
  return id;
}
