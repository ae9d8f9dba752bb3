import type { Randomness } from '@ronron/kernel';
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto';

interface BoxKey {
  /** Names the key in what it sealed, so that a rotated portal knows which one opens it. */
  readonly id: string;
  readonly bytes: Buffer;
}

function deriveKey(secretKey: string): BoxKey {
  const bytes = Buffer.from(hkdfSync('sha256', secretKey, '', 'ronron secret box v1', 32));
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes };
}

/**
 * Seals secrets for storage with AES-256-GCM. The `context` (table, column, row id) is authenticated with them: what was sealed
 * for one place does not open in another. The current key seals; the old ones only open.
 */
export class SecretBox {
  private readonly current: BoxKey;
  private readonly keys: ReadonlyMap<string, BoxKey>;

  constructor(
    secretKey: string,
    oldSecretKeys: readonly string[],
    private readonly randomness: Randomness,
  ) {
    this.current = deriveKey(secretKey);
    this.keys = new Map([...oldSecretKeys.map(deriveKey), this.current].map((key) => [key.id, key]));
  }

  /** `v1.<key>.<nonce>.<text and tag>`, the last two in base64url. */
  seal(plain: string, context: string): string {
    const nonce = this.randomness.bytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.current.bytes, nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `v1.${this.current.id}.${nonce.toString('base64url')}.${sealed.toString('base64url')}`;
  }

  /** @throws Error when the key is unknown or the text was altered; the message holds nothing of the secret. */
  open(sealed: string, context: string): string {
    const [version, keyId = '', nonce = '', body = ''] = sealed.split('.');
    const key = this.keys.get(keyId);
    if (version !== 'v1' || key === undefined) {
      throw new Error(`A secret was sealed with the key ${keyId}, which is neither SECRET_KEY nor in SECRET_KEYS_OLD.`);
    }
    const bytes = Buffer.from(body, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(nonce, 'base64url'))
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8');
  }

  /**
   * By which a row is found again whose content is sealed: HMAC-SHA-256 under each key, hexadecimal, the current one's first. Equal
   * texts in one `context` have equal ones.
   */
  lookups(text: string, context: string): string[] {
    return [this.current, ...[...this.keys.values()].filter((key) => key !== this.current)].map(({ bytes }) =>
      createHmac('sha256', bytes).update(`${context}\0${text}`).digest('hex'),
    );
  }

  /** Whether `sealed` waits for rotation to the current key. */
  isOutdated(sealed: string): boolean {
    return sealed.split('.')[1] !== this.current.id;
  }
}
