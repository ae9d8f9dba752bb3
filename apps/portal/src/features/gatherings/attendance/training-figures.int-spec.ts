import { DAY, HOUR, MINUTE } from '@ronron/kernel';
import fc from 'fast-check';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { LiveFigures } from '../../commitments/figures/live/live-figures.service.js';
import type { Commune } from '../../territories/commune.entity.js';
import { gatheringKinds, gatheringStates } from '../gathering/gathering.entity.js';

const session = fc.record({
  daysAgo: fc.integer({ min: -20, max: 200 }),
  minutes: fc.constantFrom(30, 45, 60, 90, 150, 480),
  cancelled: fc.boolean(),
  room: fc.option(fc.integer({ min: 0, max: 30 })),
  online: fc.option(fc.integer({ min: 0, max: 30 })),
  agents: fc.option(fc.integer({ min: 0, max: 10 })),
});
const gathering = fc.record({
  here: fc.boolean(),
  by: fc.constantFrom('commune', 'agreed', 'not agreed'),
  kind: fc.constantFrom(...gatheringKinds),
  state: fc.constantFrom(...gatheringStates),
  sessions: fc.array(session, { minLength: 1, maxLength: 4 }),
});
type Made = typeof gathering extends fc.Arbitrary<infer Value> ? Value : never;

describe('training figures', () => {
  let portal: TestPortal;
  let here: Commune;
  let there: Commune;
  const structures: Record<Made['by'], string | null> = { commune: null, agreed: null, 'not agreed': null };

  beforeAll(async () => {
    portal = await startTestPortal();
    here = await portal.commune();
    there = await portal.commune('Ergué-Gabéric', '29051');
    structures['agreed'] = (await portal.structure()).id;
    structures['not agreed'] = (await portal.structure('Les Chatons du Ponant')).id;
    // Agreed to there, it counts there only.
    await portal.database.query(
      'INSERT INTO training_agreement (commune_id, structure_id, agreed_at) VALUES ($1, $2, now()), ($3, $4, now())',
      [here.id, structures['agreed'], there.id, structures['not agreed']],
    );
  });
  afterAll(() => portal.stop());

  async function insert(made: Made): Promise<void> {
    const id = portal.newId();
    const now = portal.clock.now();
    await portal.database.query(
      `INSERT INTO gathering (id, slug, kind, title, words, commune_id, structure_id, state, cancel_reason, starts_at, ends_at,
         created_at, updated_at) VALUES ($1, $7, $2, 'X', 'X', $3, $4, $5, 'X', $6, $6, $6, $6)`,
      [id, made.kind, made.here ? here.id : there.id, structures[made.by], made.state, now, id],
    );
    for (const { daysAgo, minutes, cancelled, room, online, agents } of made.sessions) {
      const startsAt = new Date(now.getTime() - daysAgo * DAY);
      await portal.database.query(
        `INSERT INTO gathering_session (id, gathering_id, starts_at, ends_at, cancelled_at, room_present, online_present,
           agents_present, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          ...[portal.newId(), id, startsAt, new Date(startsAt.getTime() + minutes * MINUTE), cancelled ? now : null],
          ...[room, online, agents, now],
        ],
      );
    }
  }

  /** What people would count by hand, session by session. */
  function byHand(all: readonly Made[]): Record<string, number | null> {
    const trained = all
      .filter(
        ({ here: isHere, by, kind, state }) =>
          isHere && by !== 'not agreed' && /training|initiation/.test(kind) && state !== 'cancelled',
      )
      .map(({ sessions }) =>
        sessions.filter(
          ({ daysAgo, minutes, cancelled, room, online }) =>
            !cancelled && daysAgo * DAY >= minutes * MINUTE && (room !== null || online !== null),
        ),
      )
      .filter((sessions) => sessions.length > 0);
    if (trained.length === 0)
      return {
        'training-hours': null,
        'training-hours-attended': null,
        'people-trained': null,
        'agents-trained': null,
      };
    const present = ({ room, online }: { room: number | null; online: number | null }): number =>
      (room ?? 0) + (online ?? 0);
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
    const hours = (minutes: number): number => (minutes * MINUTE) / HOUR;
    return {
      'training-hours': sum(trained.flat().map(({ minutes }) => hours(minutes))),
      'training-hours-attended': sum(trained.flat().map((one) => hours(one.minutes) * present(one))),
      'people-trained': sum(trained.map((sessions) => Math.max(...sessions.map(present)))),
      'agents-trained': sum(trained.map((sessions) => Math.max(...sessions.map(({ agents }) => agents ?? 0)))),
    };
  }

  it('agree with what was noted, whatever was noted', async () => {
    let told = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(gathering, { maxLength: 8 }), async (all) => {
        await portal.database.query('DELETE FROM gathering');
        for (const one of all) await insert(one);
        const wanted = byHand(all);
        const context = { communeId: here.id, inseeCode: here.inseeCode, at: portal.clock.now() };
        for (const [key, value] of Object.entries(wanted)) {
          const counted = await portal.app.get(LiveFigures).find(key)!.count(portal.database.manager, context);
          if (value === null) expect([key, counted]).toEqual([key, null]);
          else expect([key, counted]).toEqual([key, expect.closeTo(value, 2)]);
        }
        if (wanted['people-trained']) told += 1;
      }),
      { numRuns: 60, seed: 29232 },
    );
    // Histories in which nothing is ever counted would prove nothing.
    expect(told).toBeGreaterThan(15);
  }, 120_000);
});
