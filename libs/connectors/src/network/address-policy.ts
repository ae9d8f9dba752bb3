import { isIPv4, isIPv6 } from 'node:net';

/**
 * `forbidden` is never called: unspecified, link-local, metadata, multicast, documentation and reserved addresses.
 * `private` is called only where an administrator allowed it: loopback, local networks, carrier NAT.
 */
export type AddressClass = 'public' | 'private' | 'forbidden';

type Bits = readonly [base: string, prefixLength: number];

/** RFC 6890 and its updates, then metadata services that live outside link-local ranges. */
const FORBIDDEN_V4: readonly Bits[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
];
const PRIVATE_V4: readonly Bits[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
];
const FORBIDDEN_V6: readonly Bits[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
  ['fd00:ec2::254', 128],
  ['fd20:ce::254', 128],
];
const PRIVATE_V6: readonly Bits[] = [
  ['::1', 128],
  ['fc00::', 7],
];
/** Where the lowest 32 bits are an IPv4 address: mapped, translated, compatible, NAT64 (RFC 6052). */
const V4_IN_LOW_BITS: readonly Bits[] = [
  ['::ffff:0:0', 96],
  ['::ffff:0:0:0', 96],
  ['::', 96],
  ['64:ff9b::', 96],
];
const SIX_TO_FOUR: Bits = ['2002::', 16];
const GLOBAL_UNICAST: Bits = ['2000::', 3];

/** Classifies an address in any textual form that `node:net` accepts; what it does not accept is forbidden. */
export function classifyAddress(address: string): AddressClass {
  const [withoutZone = ''] = address.split('%');
  if (isIPv4(withoutZone)) return classifyV4(v4Bits(withoutZone));
  if (isIPv6(withoutZone)) return classifyV6(v6Bits(withoutZone));
  return 'forbidden';
}

function classifyV4(bits: bigint): AddressClass {
  if (FORBIDDEN_V4.some(([base, length]) => shares(bits, v4Bits(base), length, 32))) return 'forbidden';
  if (PRIVATE_V4.some(([base, length]) => shares(bits, v4Bits(base), length, 32))) return 'private';
  return 'public';
}

function classifyV6(bits: bigint): AddressClass {
  const isIn = ([base, length]: Bits): boolean => shares(bits, v6Bits(base), length, 128);
  if (FORBIDDEN_V6.some(isIn)) return 'forbidden';
  if (PRIVATE_V6.some(isIn)) return 'private';
  if (V4_IN_LOW_BITS.some(isIn)) return classifyV4(bits & 0xffff_ffffn);
  if (isIn(SIX_TO_FOUR)) return classifyV4((bits >> 80n) & 0xffff_ffffn);
  return isIn(GLOBAL_UNICAST) ? 'public' : 'forbidden';
}

function shares(a: bigint, b: bigint, prefixLength: number, width: number): boolean {
  const shift = BigInt(width - prefixLength);
  return a >> shift === b >> shift;
}

function v4Bits(address: string): bigint {
  return address.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

function v6Bits(address: string): bigint {
  const hexOnly = address.replace(/(\d+\.\d+\.\d+\.\d+)$/, (dotted) => {
    const bits = v4Bits(dotted);
    return `${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
  });
  const [head = '', tail] = hexOnly.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}
