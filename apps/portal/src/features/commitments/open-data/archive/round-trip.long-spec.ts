import { roundTrip } from '../../../../testing/archive-round-trip.js';
import { startTestPortal, type TestPortal } from '../../../../testing/portal-harness.js';

describe('ten thousand generated commitments', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'come back to the byte (thousand %p)',
    async (thousand) => {
      const { lost, sameJson, sameCsv } = await roundTrip(portal, 1000, thousand * 100_000);
      expect({ lost, sameJson, sameCsv }).toEqual({ lost: [], sameJson: true, sameCsv: true });
    },
    1_800_000,
  );
});
