import { DAY, HOUR } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { aCommitment } from '../../../../testing/commitment-scene.js';
import { aGathering } from '../../../../testing/gathering-scene.js';
import { forgetAll } from '../../../../testing/archive-round-trip.js';
import { startTestPortal, TestPortal } from '../../../../testing/portal-harness.js';
import { anOrganisation } from '../../../../testing/request-scene.js';
import type { Account } from '../../../accounts/account.entity.js';
import { TrainingAgreement } from '../../../gatherings/agreement/training-agreement.entity.js';
import { GatheringMeasure } from '../../../gatherings/gathering/gathering-measure.entity.js';
import { Gathering } from '../../../gatherings/gathering/gathering.entity.js';
import { GatheringRepeats } from '../../../gatherings/gathering/gathering-repeats.service.js';
import { GatheringOpinion } from '../../../gatherings/opinions/gathering-opinion.entity.js';
import { GatheringPaper } from '../../../gatherings/papers/gathering-paper.entity.js';
import { GatheringRegistration } from '../../../gatherings/registrations/gathering-registration.entity.js';
import { GatheringSession } from '../../../gatherings/sessions/gathering-session.entity.js';
import { FileStorage } from '../../../../platform/files/file-storage.js';
import type { Actor } from '../../../../platform/security/actor.js';
import type { Commune } from '../../../territories/commune.entity.js';
import { LiveFigures } from '../../figures/live/live-figures.service.js';
import { CommitmentMove } from '../../following/moves/commitment-move.entity.js';
import type { Commitment } from '../../promises/commitment.entity.js';
import { CollectiveProposal } from '../../proposals/collective-proposal.entity.js';
import { ProposalAnswer } from '../../proposals/proposal-answer.entity.js';
import { ProposalSupport } from '../../proposals/proposal-support.entity.js';
import { QuestionAnswer } from '../../questions/question-answer.entity.js';
import { QuestionJoin } from '../../questions/question-join.entity.js';
import { ResidentQuestion } from '../../questions/resident-question.entity.js';

const PATH = '/editeur/communes/quimper/archive';
const TOLD = ['training-hours', 'training-hours-attended', 'people-trained', 'agents-trained'];

/** What nobody but the portal of origin may know. */
const SECRETS = [
  'Attend encore',
  'À relire d’abord',
  'Mots retirés',
  'Mots joints',
  'Un vœu',
  'Nolwenn Le Secret',
  '@example',
  'Brouillon caché',
];

describe('an archive of everything', () => {
  let portal: TestPortal;
  let other: TestPortal;
  let there: Commune;
  let editor: PageClient;
  let archive: string;
  let commitment: Commitment;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    portal = await startTestPortal();
    other = await TestPortal.start(undefined, { PUBLIC_URL: 'http://localhost:9090' });
    commitment = await aCommitment(portal, 'schools');
    await fill(portal, commitment, ids);
    const here = await portal.signIn({ editorOf: (await portal.commune()).id });
    archive = (await here.get(`${PATH}.json`)).html;
    there = await other.commune();
    editor = await other.signIn({ editorOf: there.id });
  });
  afterAll(async () => {
    await portal.stop();
    await other.stop();
  });

  const bring = async (text: string, step: 'check' | 'write', name = 'archive.json'): Promise<Page> =>
    editor.submit(await editor.get(PATH), 'form[enctype]', { file: new File([text], name) }, `button[value=${step}]`);
  const problems = (page: Page): string[] =>
    page
      .$('.notice--danger tbody tr')
      .toArray()
      .map((row) =>
        page
          .$(row)
          .children()
          .toArray()
          .slice(0, 2)
          .map((cell) => page.$(cell).text())
          .join(' '),
      );
  const changed = (change: (record: Record<string, unknown>) => void, version = 2): string => {
    const data = JSON.parse(archive) as { records: Record<string, unknown>[]; version: number };
    for (const record of data.records) change(record);
    return JSON.stringify({ ...data, version });
  };
  const taken = async (): Promise<string> => (await editor.get(`${PATH}.json`)).html;

  it('holds what the public read, and nobody', () => {
    for (const word of [
      'Quand les maternelles',
      'Dès janvier.',
      'Collectif Kemper Libre',
      'Écrire ensemble',
      'Compte rendu',
    ])
      expect(archive).toContain(word);
    for (const word of [...SECRETS, ids['account']!]) expect([word, archive.includes(word)]).toEqual([word, false]);
    const kinds = (JSON.parse(archive) as { records: { record: string }[] }).records.map(({ record }) => record);
    const told = ['question', 'answer', 'gathering', 'session', 'paper', 'proposal', 'reply'];
    expect(told.map((kind) => kinds.filter((one) => one === kind).length)).toEqual([3, 2, 2, 3, 1, 2, 2]);
  });

  it('leaves nothing half done when it is cut off, and refuses by record and field what does not fit', async () => {
    await other.database.query('ALTER TABLE proposal_answer ADD CONSTRAINT cut_off CHECK (false)');
    expect((await bring(archive, 'write')).status).toBe(500);
    await other.database.query('ALTER TABLE proposal_answer DROP CONSTRAINT cut_off');
    expect(JSON.parse(await taken())).toMatchObject({ records: [] });

    const number = (kind: string): number =>
      (JSON.parse(archive) as { records: { record: string }[] }).records.findIndex(({ record }) => record === kind) + 1;
    const wrong = changed((record) => {
      if (record['record'] === 'proposal') record['supports'] = '3 nowhere';
      if (record['record'] === 'gathering') record['measures'] = 'nothing-of-the-kind';
      if (record['record'] === 'session') record['endsAt'] = record['startsAt'];
      if (record['record'] === 'reply') record['action'] = record['id'];
      if (record['mergedInto'] != null) record['mergedInto'] = record['id'];
    });
    const found = problems(await bring(wrong, 'check')).join('|');
    for (const place of [
      `${number('proposal')} supports`,
      `${number('session')} endsAt`,
      `${number('reply')} commitment`,
    ])
      expect(found).toContain(place);
    expect(found).toContain('mergedInto');
    const unknown = changed((record) => {
      if (record['record'] === 'gathering') record['measures'] = 'nothing';
    });
    expect(problems(await bring(unknown, 'write'))[0]).toBe(`${number('gathering')} measures`);
    expect(
      problems(
        await bring(
          changed(() => undefined, 3),
          'check',
        ),
      ),
    ).toEqual(['1 version']);

    const brest = await other.commune('Brest', '29019');
    const mine = await aGathering(other, { slug: 'ecrire-ensemble', communeId: brest.id });
    expect(problems(await bring(archive, 'check'))[0]).toBe(`${number('gathering')} slug`);
    await other.database.getRepository(Gathering).update({ id: mine.id }, { slug: 'autre' });
    const foreign = changed((record) => {
      if (record['slug'] === 'ecrire-ensemble') ids['moved'] = String(record['id']);
      if (record['id'] === ids['moved']) record['id'] = mine.id;
      if (record['parent'] === ids['moved']) record['parent'] = mine.id;
    });
    expect(problems(await bring(foreign, 'check'))[0]).toBe(`${number('gathering')} id`);
    await other.database.query('DELETE FROM gathering');
    expect(JSON.parse(await taken())).toMatchObject({ records: [] });
  });

  it('is taken up as it was by another portal, which tells where it comes from and writes to nobody', async () => {
    const mails = other.sentMails.length;
    // Visitors were there before.
    await other.visitor().get('/rendez-vous');
    await other.visitor().get('/engagements/cahier');
    const looked = (await bring(archive, 'check')).$('.notice--info').text();
    for (const line of ['1 engagement', '3 questions', '2 rendez-vous', '2 propositions'])
      expect(looked).toContain(line);
    expect((await bring(archive, 'write')).$('main').text()).toContain('importée');
    expect(await taken()).toBe(archive);
    expect((await bring(archive, 'check')).$('.notice--info').text()).toContain('déjà là');
    await bring(archive, 'write');
    expect(await taken()).toBe(archive);
    await other.runJobs();
    expect(other.sentMails.length).toBe(mails);
    expect(await other.database.getRepository(CommitmentMove).count()).toBe(0);

    const read = async (path: string): Promise<string> =>
      (await other.visitor().get(path)).$('main').text().replace(/\s+/g, ' ');
    const question = await read(`/engagements/quimper/schools/questions/${ids['question']}`);
    expect(question).toContain('Question posée sur le portail localhost:8080');
    expect(question).toContain('Posée par Maïwenn');
    expect(question).toContain('3 personnes');
    expect(await read(`/engagements/quimper/schools/questions/${ids['hidden']}`)).toContain('Raison : Une attaque');
    expect(await read(`/engagements/quimper/schools/questions/${ids['merged']}`)).toContain('Quand les maternelles');
    const proposal = await read(`/engagements/cahier/${ids['proposal']}`);
    expect(proposal).toContain('Collectif Kemper Libre');
    expect(proposal).toContain('2 soutiens');
    expect(await read('/engagements/cahier')).toContain('Équiper les maternelles');
    expect(await read('/rendez-vous?passes=oui')).toContain('Écrire ensemble');
    const gathering = await read('/rendez-vous/ecrire-ensemble');
    for (const said of ['localhost:8080', 'Linux Quimper', '12 personnes sont venues', 'Compte rendu']) {
      expect(gathering).toContain(said);
    }
  });

  it('gives the training measure the same figures', async () => {
    const count = async (
      { app, database, clock }: TestPortal,
      { id: communeId, inseeCode }: Commune,
    ): Promise<unknown> =>
      Promise.all(
        TOLD.map((key) =>
          app.get(LiveFigures).find(key)!.count(database.manager, { communeId, inseeCode, at: clock.now() }),
        ),
      );
    const before = await count(portal, await portal.commune());
    expect(before).toEqual([4, 40, 12, 3]);
    expect(await count(other, there)).toEqual(before);
    const form = await editor.get('/gestion/rendez-vous');
    await editor.submit(form, 'form[action$="/editeur/formations/retrait"]');
    expect(await count(other, there)).toEqual([null, null, null, null]);
    await editor.submit(await editor.get('/gestion/rendez-vous'), 'form[action$="/editeur/formations/accord"]');
    expect(await count(other, there)).toEqual(before);
  });

  it('is not where one that is held here again came from', async () => {
    const accountId = (await other.account()).id;
    const actor = { accountId, displayName: 'X', communes: [there.id], structures: [] } as unknown as Actor;
    const wish = { rhythm: 'week', turns: 1, series: 'Les samedis libres', publish: true } as const;
    await other.app.get(GatheringRepeats).make(actor, ids['gathering']!, wish);
    const again = await other.database.getRepository(Gathering).findOneByOrFail({ createdById: accountId });
    expect(again).toMatchObject({ cameFrom: '', heldBy: '', heldByAgreedAt: null, opinionsElsewhere: [] });
    await other.database.getRepository(Gathering).delete({ id: again.id });
  });

  it('counts who joins in and supports here on top, whatever is imported again, and leaves with both', async () => {
    const resident = await other.signIn();
    const page = await resident.get(`/engagements/cahier/${ids['proposal']}`);
    expect((await resident.submit(page, 'form[action$="/soutien"]')).$('main').text()).toContain('3 soutiens');
    const own = other.newId();
    await other.database.getRepository(ResidentQuestion).insert({
      ...{
        id: own,
        commitmentId: commitment.id,
        askerId: (await other.account()).id,
        shownAs: 'man',
        body: 'Et ici ?',
      },
      ...{ state: 'published', askedAt: other.clock.now(), publishedAt: other.clock.now() },
    });
    const asked = await editor.get(`/editeur/questions/${own}`);
    await other.database.getRepository(ResidentQuestion).update({ id: ids['question']! }, { answeredAt: null });
    await other.database.query('DELETE FROM question_answer');
    // The other way round too: what came with an archive is joined to a question of here, with those who ask it.
    const into = await editor.get(`/editeur/questions/${ids['question']}`);
    expect(asked.status).toBe(200);
    await editor.submit(into, 'form[action$="/fusion"]', { into: own });
    const told = (await other.visitor().get(`/engagements/quimper/schools/questions/${own}`)).$('main').text();
    expect(told).toContain('4 personnes');
    expect(told).toContain('3 sur localhost:8080');
    expect(told).toContain('1 ici');
    await bring(archive, 'write');
    const { records } = JSON.parse(await taken()) as { records: Record<string, unknown>[] };
    const found = (id: string): Record<string, unknown> => records.find((one) => one['id'] === id)!;
    expect(found(own)['people']).toBe('3 http://localhost:8080 ; 1 http://localhost:9090');
    expect(found(ids['proposal']!)['supports']).toBe('2 http://localhost:8080 ; 1 http://localhost:9090');
    const form = await editor.get(`/editeur/cahier/${ids['proposal']}`);
    await editor.submit(form, 'form[action$="/masquage"]', { hideReason: 'Nommait une personne.' });
    expect((await other.visitor().get(`/engagements/cahier/${ids['proposal']}`)).$('main').text()).toContain('Nommait');
  });

  it('is read as it was before it knew more than commitments', async () => {
    await forgetAll(other);
    const { records } = JSON.parse(archive) as { records: Record<string, unknown>[] };
    const before = ['question', 'answer', 'gathering', 'session', 'paper', 'proposal', 'reply'];
    const old = {
      format: 'ronron-engagements',
      version: 1,
      records: records.filter((one) => !before.includes(String(one['record']))),
    };
    expect((await bring(JSON.stringify(old), 'write')).$('main').text()).toContain('importée');
    const again = JSON.parse(await taken()) as { records: unknown[] };
    expect(again.records).toEqual(old.records);
  });
});

/** A portal on which people asked, met and proposed: what everybody read of it, and what nobody else may know. */
async function fill(portal: TestPortal, commitment: Commitment, ids: Record<string, string>): Promise<void> {
  const people = await Promise.all([1, 2, 3].map(() => portal.account()));
  ids['account'] = people[0]!.id;
  await ask(portal, commitment, people, ids);
  await meet(portal, people, ids);
  await propose(portal, commitment, people, ids);
}

async function ask(
  portal: TestPortal,
  { id: commitmentId }: Commitment,
  people: readonly Account[],
  ids: Record<string, string>,
): Promise<void> {
  const { manager } = portal.database;
  const newId = (): string => portal.newId();
  const now = portal.clock.now();
  const ago = (days: number): Date => new Date(now.getTime() - days * DAY);
  const common = { commitmentId, askerId: people[0]!.id, askedAt: ago(9), publishedAt: ago(8), decidedAt: ago(8) };
  for (const name of ['question', 'hidden', 'merged']) ids[name] = newId();
  const main = { id: ids['question']!, shownAs: 'first-name', publicName: 'Maïwenn', answeredAt: ago(4) } as const;
  const body = 'Quand les maternelles ?';
  await manager.insert(ResidentQuestion, { ...common, ...main, body, state: 'published' });
  await manager.insert(ResidentQuestion, {
    ...{ ...common, id: ids['hidden']!, shownAs: 'first-name', publicName: 'Nolwenn Le Secret' },
    ...{ body: 'Mots retirés', state: 'hidden', reason: 'Une attaque' },
  });
  await manager.insert(ResidentQuestion, {
    ...{ ...common, id: ids['merged']!, shownAs: 'woman', body: 'Mots joints', state: 'merged' },
    mergedIntoId: ids['question']!,
  });
  const waiting = { id: newId(), shownAs: 'man', body: 'Attend encore', state: 'pending', publishedAt: null } as const;
  await manager.insert(ResidentQuestion, { ...common, ...waiting });
  for (const { id: accountId } of people) {
    await manager.insert(QuestionJoin, { id: newId(), questionId: ids['question']!, accountId, joinedAt: ago(7) });
  }
  for (const [days, said, reason] of [
    [4, 'En mars.', ''],
    [2, 'Dès janvier.', 'Livraison avancée'],
  ] as const) {
    await manager.insert(QuestionAnswer, {
      ...{ id: newId(), questionId: ids['question']!, at: ago(days), body: said, reason },
      ...{ accountableName: 'Marie Le Goff', authorId: people[1]!.id, authorName: 'Erwan Éditeur' },
    });
  }
}

async function meet(portal: TestPortal, [somebody]: readonly Account[], ids: Record<string, string>): Promise<void> {
  const { manager } = portal.database;
  const now = portal.clock.now();
  const structure = await portal.structure();
  const startsAt = new Date(now.getTime() - 3 * DAY);
  const held = await aGathering(portal, {
    ...{ slug: 'ecrire-ensemble', title: 'Écrire ensemble', structureId: structure.id, state: 'held' as const },
    ...{
      startsAt,
      endsAt: new Date(startsAt.getTime() + 2 * HOUR),
      minutes: 'Compte rendu',
      trainers: 'les bénévoles',
    },
    ...{ placeFeatures: ['step-free' as const, 'captions' as const], onlinePlaces: 20, series: 'Les samedis libres' },
  });
  ids['gathering'] = held.id;
  await manager.insert(TrainingAgreement, { communeId: held.communeId, structureId: structure.id, agreedAt: now });
  const present = { roomPresent: 10, onlinePresent: 2, agentsPresent: 3 };
  await manager.update(GatheringSession, { gatheringId: held.id }, present);
  await manager.insert(GatheringSession, {
    ...{ id: portal.newId(), gatheringId: held.id, startsAt: new Date(startsAt.getTime() - DAY) },
    ...{ endsAt: new Date(startsAt.getTime() - DAY + 2 * HOUR), roomPresent: 8, agentsPresent: 1, updatedAt: now },
  });
  const [{ id: measureId }] = await manager.query<[{ id: string }]>(
    `SELECT id FROM measure WHERE key = 'training-first'`,
  );
  await manager.insert(GatheringMeasure, { gatheringId: held.id, measureId });
  await manager.insert(GatheringOpinion, { id: portal.newId(), gatheringId: held.id, useful: 4, wish: 'Un vœu' });
  await manager.insert(GatheringRegistration, {
    ...{ id: portal.newId(), gatheringId: held.id, accountId: somebody!.id, name: 'Nolwenn Le Secret', locale: 'fr' },
    ...{
      way: 'room',
      status: 'registered',
      linkHash: portal.newId(),
      linkSealed: 'x',
      createdAt: now,
      overAt: held.endsAt,
    },
  });
  const content = Buffer.from('%PDF-1.4 supports');
  const file = { name: 'supports.pdf', mediaType: 'application/pdf', content, public: false };
  const fileId = await portal.app.get(FileStorage).put(manager, file);
  const paper = { id: portal.newId(), gatheringId: held.id, title: 'Les supports', fileId, addedAt: now };
  await manager.insert(GatheringPaper, paper);
  await aGathering(portal, { title: 'Réunion', state: 'cancelled', cancelReason: 'La salle est prise.' });
  await aGathering(portal, { title: 'Brouillon caché', structureId: structure.id, state: 'draft', publishedAt: null });
}

async function propose(
  portal: TestPortal,
  { id: commitmentId, communeId, measureId }: Commitment,
  people: readonly Account[],
  ids: Record<string, string>,
): Promise<void> {
  const { manager } = portal.database;
  const at = portal.clock.now();
  const organisation = await anOrganisation(portal, [[people[0]!, 'owner']], { name: 'Collectif Kemper Libre' });
  ids['proposal'] = portal.newId();
  const common = { communeId, measureId, organisationId: organisation.id, authorId: people[0]!.id, publishedAt: at };
  const title = 'Équiper les maternelles';
  const accepted = { id: ids['proposal'], title, body: 'Vite.', state: 'accepted', decidedAt: at } as const;
  await manager.insert(CollectiveProposal, { ...common, ...accepted });
  const gone = {
    id: portal.newId(),
    title: 'Mots retirés',
    body: 'Mots retirés',
    hiddenAt: at,
    hiddenReason: 'La loi.',
  };
  await manager.insert(CollectiveProposal, { ...common, ...gone });
  const unread = { id: portal.newId(), title: 'À relire d’abord', body: 'Vite.', writtenAt: at };
  await manager.insert(CollectiveProposal, { ...common, ...unread, reading: 'waiting' });
  for (const { id: accountId } of people.slice(1)) {
    await manager.insert(ProposalSupport, {
      id: portal.newId(),
      proposalId: ids['proposal'],
      accountId,
      supportedAt: at,
    });
  }
  for (const [decision, days, links] of [
    ['study', 2, {}],
    ['accepted', 0, { commitmentId }],
  ] as const) {
    await manager.insert(ProposalAnswer, {
      ...{ id: portal.newId(), proposalId: ids['proposal'], decision, body: 'Nous regardons.', ...links },
      at: new Date(at.getTime() - days * DAY),
      ...{ authorId: people[1]!.id, authorName: 'Erwan Éditeur' },
    });
  }
}
