import type { Readable } from 'node:stream';
import { Bounces } from '../platform/mail/bounces.js';
import { returnPaths } from '../platform/mail/return-paths.js';
import type { Command } from './command.js';
import { withParts } from './with-portal.js';

/** Reports of mail servers are some kilobytes; what follows may be the mail itself, which is not needed. */
const MOST_BYTES = 256 * 1024;

const TOLD = {
  bounced: 'The mail did not arrive; its account is marked.',
  passing: 'No final failure; nothing is changed.',
  other: 'About no mail of this portal; nothing is changed.',
} as const;

/**
 * For the mail server's pipe. It succeeds whatever it reads: a failure would make the server answer a bounce with another. Only
 * a database out of reach fails, so that the server tries again.
 */
export const readBounce: Command = {
  name: 'bounce',
  usage: '[ADDRESS]  < MAIL',
  about: 'read a mail that came back to BOUNCE_ADDRESS; ADDRESS is what it was sent to',
  run: async ({ args, settings, print }) => {
    const mail = await beginning(process.stdin);
    await withParts(settings(), async ({ database, clock, secretKey, settings: { bounceAddress, oldSecretKeys } }) => {
      const paths = returnPaths(bounceAddress, [secretKey, ...oldSecretKeys]);
      print(TOLD[await new Bounces(database, paths, clock).read(mail, args[0])]);
    });
  },
};

async function beginning(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    // Read to its end: a pipe that is closed early looks like a failure to the mail server.
    if (length < MOST_BYTES) chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('latin1');
}
