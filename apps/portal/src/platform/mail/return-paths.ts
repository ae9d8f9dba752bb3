import { createHmac, timingSafeEqual } from 'node:crypto';
import { signingKey } from '../config/secret-key.js';

/** 64 bits: nobody guesses them by sending mails. */
const SIGNATURE_LENGTH = 16;

/**
 * The address to which a mail comes back that could not be delivered, one for each mail: `retours+<mail><signature>@domain`. It says
 * which mail it was, whatever the server that gave up writes, and nobody can make one up to declare somebody unreachable.
 */
export class ReturnPaths {
  private readonly parts: readonly [local: string, domain: string] | null;

  /** @param keys the signing key of the day, then former ones: mails come back for days. */
  constructor(
    address: string | null,
    private readonly keys: readonly string[],
  ) {
    this.parts = address === null ? null : (address.split('@') as [string, string]);
  }

  /** Null where no address is set for what comes back: then the sender's is used. */
  of(mailId: string): string | null {
    if (this.parts === null) return null;
    const [local, domain] = this.parts;
    const id = mailId.replaceAll('-', '');
    return `${local}+${id}${signature(this.keys[0]!, id)}@${domain}`;
  }

  /** The id of the mail whose return address stands in the text, or null. */
  read(text: string): string | null {
    const pattern = new RegExp(`\\+([0-9a-f]{32})([0-9a-f]{${SIGNATURE_LENGTH}})@`, 'gi');
    for (const [, id, signed] of text.matchAll(pattern)) {
      const given = Buffer.from(signed!.toLowerCase());
      const known = this.keys.some((key) => timingSafeEqual(given, Buffer.from(signature(key, id!.toLowerCase()))));
      if (known) return id!.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    }
    return null;
  }
}

/** @param secretKeys the secret key of the day, then former ones */
export function returnPaths(address: string | null, secretKeys: readonly string[]): ReturnPaths {
  return new ReturnPaths(
    address,
    secretKeys.map((key) => signingKey(key, 'return path v1')),
  );
}

function signature(key: string, id: string): string {
  return createHmac('sha256', key).update(id).digest('hex').slice(0, SIGNATURE_LENGTH);
}
