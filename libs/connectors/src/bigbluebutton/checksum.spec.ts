import { checksum, checksumAlgorithms } from './checksum.js';

describe('the checksum of a call', () => {
  it('is the one of vectors that clients of BigBlueButton publish', () => {
    expect(checksum('getMeetingInfo', 'meetingID=test-meeting-1', 'test-1', 'sha256')).toBe(
      '7901d9cf0f7e63a7e5eacabfd75fabfb223259d6c045ac5b4d86fb774c371945',
    );
    expect(checksum('join', 'param1=value1&param2=value2', '1234567890abcdefghijkl', 'sha1')).toBe(
      '67882ae54f49600f56f358c10d24697ef7d8c6b2',
    );
  });

  it('tells its algorithm by its length, as servers pick it', () => {
    expect(checksumAlgorithms.map((algorithm) => checksum('create', '', 's', algorithm).length)).toEqual([
      128, 96, 64, 40,
    ]);
  });
});
