import { createHash } from 'node:crypto';

/** What a BigBlueButton may accept, the newest first; which of them is a setting of the server. */
export const checksumAlgorithms = ['sha512', 'sha384', 'sha256', 'sha1'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/**
 * By which a call proves that it knows the secret: over its name, the query exactly as it is sent, and the secret
 * (docs.bigbluebutton.org/development/api, "API security model"). Hexadecimal.
 */
export function checksum(call: string, query: string, secret: string, algorithm: ChecksumAlgorithm): string {
  return createHash(algorithm)
    .update(call + query + secret, 'utf8')
    .digest('hex');
}
