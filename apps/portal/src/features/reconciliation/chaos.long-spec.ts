import { runChaos } from '../../testing/chaos/run-chaos.js';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';

const { CHAOS_SEED = '1789', CHAOS_SUBSCRIPTIONS = '1000', CHAOS_KILLS = '200' } = process.env;

/** Its record stands in docs/chaos.md; the sizes can be set, to repeat a run or for a machine that is slow. */
describe(`${CHAOS_SUBSCRIPTIONS} subscriptions behind a broken line, with ${CHAOS_KILLS} workers that are killed`, () => {
  let portal: TestPortal;
  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  it('are all exactly as granted in the end, and none is there twice', async () => {
    const result = await runChaos(portal, portal.environment, {
      seed: Number(CHAOS_SEED),
      subscriptions: Number(CHAOS_SUBSCRIPTIONS),
      kills: Number(CHAOS_KILLS),
      progress: (killed) => void (killed % 10 === 0 && process.stderr.write(`${killed} workers killed\n`)),
    });
    process.stderr.write(`${JSON.stringify(result)}\n`);
    expect({ wrong: result.wrong, dead: result.dead, killed: result.killed }).toEqual({
      wrong: [],
      dead: 0,
      killed: Number(CHAOS_KILLS),
    });
  }, 7_200_000);
});
