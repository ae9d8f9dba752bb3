import { seededRandomness } from '@ronron/kernel';
import {
  canMove,
  followersOf,
  isFinal,
  openStatuses,
  requestStatuses,
  type RequestSide,
  type RequestStatus,
} from './request-status.js';

const sides: readonly RequestSide[] = ['requester', 'operator', 'portal'];

describe('the statuses of a request', () => {
  it('are never left once final, whatever anybody tries', () => {
    const random = seededRandomness('walks');
    const pick = <Value>(values: readonly Value[]): Value => values[random.bytes(1).readUInt8() % values.length]!;
    for (let walk = 0; walk < 2000; walk++) {
      let status = 'draft' as RequestStatus;
      let final: RequestStatus | null = null;
      for (let step = 0; step < 12; step++) {
        const to = pick(requestStatuses);
        if (canMove(status, to, pick(sides))) status = to;
        if (final !== null) expect(status).toBe(final);
        if (isFinal(status)) final = status;
      }
    }
  });

  it('all lead to an end, so that no request can be stuck', () => {
    const reaches = (from: RequestStatus, seen = new Set<string>()): boolean => {
      if (isFinal(from)) return true;
      seen.add(from);
      return followersOf(from).some((next) => !seen.has(next) && reaches(next, seen));
    };
    for (const status of requestStatuses) expect(reaches(status)).toBe(true);
  });

  it('are open exactly while they are not final', () => {
    expect(requestStatuses.filter((status) => !isFinal(status))).toEqual([...openStatuses]);
  });

  it('leave decisions to operators, and withdrawal to requesters', () => {
    for (const from of requestStatuses) {
      expect(canMove(from, 'refused', 'requester')).toBe(false);
      expect(canMove(from, 'approved', 'requester')).toBe(false);
      expect(canMove(from, 'refused', 'portal')).toBe(false);
      expect(canMove(from, 'withdrawn', 'operator')).toBe(false);
    }
  });

  it('show operators nothing of a draft: they cannot move it', () => {
    for (const to of requestStatuses) expect(canMove('draft', to, 'operator')).toBe(false);
  });
});
