import { createHash } from 'node:crypto';

/** `typ` of the signed receipts. */
export const RECEIPT_TYPE = 'deletion-receipt+jws';

/** What the portal states once a tool was emptied. Dates are ISO 8601 in UTC. */
export interface DeletionReceipt {
  /** `PUBLIC_URL`. */
  readonly iss: string;
  /** Seconds since 1970, as in RFC 7519. */
  readonly iat: number;
  /** The subscription's id, under which the tool had it. */
  readonly subscription: string;
  readonly holder: { readonly kind: 'account' | 'organisation'; readonly name: string };
  readonly service: { readonly name: string; readonly address: string; readonly software: string };
  readonly structure: string;
  readonly startedAt: string;
  readonly announcedAt: string;
  readonly endedAt: string;
  readonly emptiedAt: string;
  /**
   * Whether the tool was asked afterwards and had nothing left, or its word that it removed all was taken; or nobody enters any more, and
   * the tool gives no way to remove all that people made in it.
   */
  readonly verified: 'asked-the-tool' | 'told-by-the-tool' | 'access-closed';
  /** The last copy that people could fetch; its SHA-256 tells whether a file is that copy. */
  readonly copy: { readonly name: string; readonly bytes: number; readonly sha256: string } | null;
}

/** The reference that people read out: the first 16 hexadecimal digits of the SHA-256 of the whole receipt. */
export function referenceOf(jws: string): string {
  const digest = createHash('sha256').update(jws).digest('hex');
  return digest
    .slice(0, 16)
    .toUpperCase()
    .replace(/(.{4})(?=.)/g, '$1-');
}

/** What a receipt of ours says. Its signature was made here: it is not checked again. */
export function contentOf(jws: string): DeletionReceipt {
  return JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString('utf8')) as DeletionReceipt;
}
