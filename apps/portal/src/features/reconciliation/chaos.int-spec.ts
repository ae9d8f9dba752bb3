import { runChaos } from '../../testing/chaos/run-chaos.js';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';

/** A reduced run; the long tests have the whole one, and docs/chaos.md its record. */
describe('a service behind a broken line, with workers that are killed', () => {
  let portal: TestPortal;
  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  it('holds exactly what was granted in the end, and nothing twice', async () => {
    const { wrong, dead, killed } = await runChaos(portal, portal.environment, {
      seed: 20_261_125,
      subscriptions: 60,
      kills: 12,
    });
    expect({ wrong, dead, killed }).toEqual({ wrong: [], dead: 0, killed: 12 });
  }, 300_000);
});
