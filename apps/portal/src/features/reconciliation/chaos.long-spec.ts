import { runChaos } from '../../testing/chaos/run-chaos.js';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';

/** Its record stands in docs/chaos.md. */
describe('a thousand subscriptions behind a broken line, with two hundred workers that are killed', () => {
  let portal: TestPortal;
  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  it('are all exactly as granted in the end, and none is there twice', async () => {
    const result = await runChaos(portal, portal.environment, {
      seed: Number(process.env['CHAOS_SEED'] ?? 1789),
      subscriptions: 1000,
      kills: 200,
      progress: (killed) => void (killed % 10 === 0 && process.stderr.write(`${killed} workers killed\n`)),
    });
    process.stderr.write(`${JSON.stringify(result)}\n`);
    expect({ wrong: result.wrong, dead: result.dead, killed: result.killed }).toEqual({
      wrong: [],
      dead: 0,
      killed: 200,
    });
  }, 7_200_000);
});
