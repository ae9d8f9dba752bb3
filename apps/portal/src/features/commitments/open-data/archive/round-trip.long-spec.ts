import { roundTrip } from '../../../../testing/archive-round-trip.js';
import { startTestPortal, type TestPortal } from '../../../../testing/portal-harness.js';

describe('ten thousand generated commitments', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  it.each([
    ['all in one archive, with every optional field and all of Unicode', 'all', 10_000, [1]],
    ['a thousand at a time, with some of the optional fields', 'some', 1000, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  ] as const)(
    'come back to the byte, %s',
    async (_, filled, commitments, turns) => {
      for (const turn of turns) {
        const { records, lost, sameJson, sameCsv } = await roundTrip(portal, commitments, turn * 100_000, filled);
        expect(records).toBeGreaterThan(commitments);
        expect({ lost, sameJson, sameCsv }).toEqual({ lost: [], sameJson: true, sameCsv: true });
      }
    },
    1_800_000,
  );
});
