import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';

const MECHANISM = 'SCRAM-SHA-256';
const NO_CHANNEL_BINDING = 'n,,';

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** The client's side of one sign-in by SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding: it is loopback. */
export class ScramClient {
  readonly mechanism = MECHANISM;
  private readonly firstBare: string;
  private expectedServerSignature: Buffer | null = null;

  /** `password` must be ASCII, so that SASLprep leaves it as it is. `nonce` must never be used twice. */
  constructor(
    private readonly password: string,
    private readonly nonce: string,
  ) {
    // PostgreSQL takes the user from its own startup message and ignores the one here (n=).
    this.firstBare = `n=,r=${nonce}`;
  }

  first(): string {
    return NO_CHANNEL_BINDING + this.firstBare;
  }

  /** @throws Error when the server's message is not an answer to ours. */
  final(serverFirst: string): string {
    const { r: nonce = '', s: salt = '', i: iterations = '' } = attributes(serverFirst);
    if (!nonce.startsWith(this.nonce) || salt === '' || !(Number(iterations) >= 4096)) {
      throw new Error('The database server answered the sign-in with nonsense.');
    }
    const salted = pbkdf2Sync(this.password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
    const clientKey = hmac(salted, 'Client Key');
    const storedKey = createHash('sha256').update(clientKey).digest();
    const withoutProof = `c=${Buffer.from(NO_CHANNEL_BINDING).toString('base64')},r=${nonce}`;
    const message = `${this.firstBare},${serverFirst},${withoutProof}`;
    const signature = hmac(storedKey, message);
    const proof = Buffer.from(clientKey.map((byte, at) => byte ^ signature[at]!));
    this.expectedServerSignature = hmac(hmac(salted, 'Server Key'), message);
    return `${withoutProof},p=${proof.toString('base64')}`;
  }

  /** Whether the server knows the password too. */
  isServer(serverFinal: string): boolean {
    const signature = Buffer.from(attributes(serverFinal)['v'] ?? '', 'base64');
    const expected = this.expectedServerSignature;
    return expected !== null && signature.length === expected.length && timingSafeEqual(signature, expected);
  }
}

function attributes(message: string): Record<string, string> {
  return Object.fromEntries(message.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
}
