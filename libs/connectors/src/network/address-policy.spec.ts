import fc from 'fast-check';
import { classifyAddress } from './address-policy.js';

const octet = fc.integer({ min: 0, max: 255 });
const v4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));

/** The two 16-bit groups of an IPv4 address, in hexadecimal. */
function hexGroups(address: string): string {
  const [a, b, c, d] = address.split('.').map(Number) as [number, number, number, number];
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

describe('which addresses may be called', () => {
  it.each([
    ['0.0.0.0', 'forbidden'],
    ['169.254.169.254', 'forbidden'],
    ['100.100.100.200', 'forbidden'],
    ['168.63.129.16', 'forbidden'],
    ['224.0.0.1', 'forbidden'],
    ['255.255.255.255', 'forbidden'],
    ['::', 'forbidden'],
    ['fe80::1', 'forbidden'],
    ['fe80::1%eth0', 'forbidden'],
    ['fd00:ec2::254', 'forbidden'],
    ['ff02::1', 'forbidden'],
    ['64:ff9b:1::1', 'forbidden'],
    ['127.0.0.1', 'private'],
    ['127.255.0.9', 'private'],
    ['10.1.2.3', 'private'],
    ['172.31.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['::1', 'private'],
    ['fd12:3456::1', 'private'],
    ['172.32.0.1', 'public'],
    ['192.167.1.1', 'public'],
    ['80.67.169.12', 'public'],
    ['2001:910:800::12', 'public'],
    ['not an address', 'forbidden'],
    ['', 'forbidden'],
  ])('%s is %s', (address, kind) => {
    expect(classifyAddress(address)).toBe(kind);
  });

  it('sees through every IPv6 form of an IPv4 address', () => {
    fc.assert(
      fc.property(v4, (address) => {
        const kind = classifyAddress(address);
        const hex = hexGroups(address);
        for (const form of [
          `::ffff:${address}`,
          `::ffff:${hex}`,
          `64:ff9b::${hex}`,
          `2002:${hex}::1`,
          `::ffff:0:${hex}`,
        ]) {
          expect([form, classifyAddress(form)]).toEqual([form, kind]);
        }
      }),
    );
  });

  it('sees through every way to write an IPv4 address in a URL', () => {
    fc.assert(
      fc.property(v4, (address) => {
        const octets = address.split('.').map(Number);
        const number = octets.reduce((all, part) => all * 256 + part, 0);
        const hex = `0x${number.toString(16)}`;
        const octal = octets.map((part) => `0${part.toString(8)}`).join('.');
        for (const host of [String(number), hex, octal, `${octets[0]}.${number % 2 ** 24}`]) {
          expect(new URL(`http://${host}/`).hostname).toBe(address);
        }
      }),
    );
  });
});
