import { networkOf } from './rate-limits.js';

describe('what a limit by network address counts', () => {
  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
    ['somebody@example.org', 'somebody@example.org'],
  ])('of %s is %s', (key, network) => {
    expect(networkOf(key)).toBe(network);
  });
});
