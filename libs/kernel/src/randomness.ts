import { createHash, randomBytes, randomInt } from 'node:crypto';

/** The only source of chance in shipped code, so that tests own it. */
export interface Randomness {
  /** `length` unpredictable bytes. */
  bytes(length: number): Buffer;
  /** A whole number in [0, max). */
  below(max: number): number;
}

export const systemRandomness: Randomness = {
  bytes: (length) => randomBytes(length),
  below: (max) => randomInt(max),
};

/** The same sequence for the same seed; for tests only, it protects nothing. */
export function seededRandomness(seed: string): Randomness {
  let counter = 0;
  const block = (): Buffer => createHash('sha256').update(`${seed}:${counter++}`).digest();
  const bytes = (length: number): Buffer => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < length; have += 32) blocks.push(block());
    return Buffer.concat(blocks).subarray(0, length);
  };
  return { bytes, below: (max) => bytes(6).readUIntBE(0, 6) % max };
}
