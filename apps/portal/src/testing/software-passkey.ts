import { isoCBOR } from '@simplewebauthn/server/helpers';
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

const FLAGS = { present: 0x01, verified: 0x04, attested: 0x40 };

interface Options {
  readonly challenge: string;
  readonly user?: { readonly id: string };
}

/** What a test lets the authenticator or the browser do differently. */
export interface Ceremony {
  readonly origin?: string;
  readonly rpId?: string;
  /** Whether its holder was verified, by PIN or finger. */
  readonly verified?: boolean;
  /** The counter that it tells; else one more than the last. */
  readonly counter?: number;
  readonly userHandle?: string;
}

/** An authenticator and its browser in one, as Web Authentication describes them: ES256, no attestation, counts its signatures. */
export class SoftwarePasskey {
  readonly id = randomBytes(32).toString('base64url');
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;
  private counter = 0;
  private userHandle = '';

  constructor(private readonly portal: { readonly origin: string; readonly rpId: string } = TEST_PARTY) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /** Answers `PublicKeyCredentialCreationOptionsJSON`; JSON, as the script of the page puts it into the form. */
  create(options: Options, ceremony: Ceremony = {}): string {
    this.userHandle = options.user!.id;
    const id = Buffer.from(this.id, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, id, this.coseKey()]);
    const authData = Buffer.concat([this.authenticatorData(FLAGS.attested, ceremony), attested]);
    const attestationObject = isoCBOR.encode(
      new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', Uint8Array.from(authData)],
      ]) as never,
    );
    return this.answer({
      clientDataJSON: this.clientData('webauthn.create', options, ceremony).toString('base64url'),
      attestationObject: Buffer.from(attestationObject).toString('base64url'),
      transports: ['internal'],
    });
  }

  /** Answers `PublicKeyCredentialRequestOptionsJSON`. */
  get(options: Options, ceremony: Ceremony = {}): string {
    this.counter = ceremony.counter ?? this.counter + 1;
    const authenticatorData = this.authenticatorData(0, ceremony);
    const clientData = this.clientData('webauthn.get', options, ceremony);
    const signed = Buffer.concat([authenticatorData, createHash('sha256').update(clientData).digest()]);
    return this.answer({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authenticatorData.toString('base64url'),
      signature: sign('sha256', signed, this.privateKey).toString('base64url'),
      userHandle: ceremony.userHandle ?? this.userHandle,
    });
  }

  private answer(response: object): string {
    return JSON.stringify({
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      response,
      clientExtensionResults: {},
      authenticatorAttachment: 'platform',
    });
  }

  private clientData(type: string, { challenge }: Options, { origin = this.portal.origin }: Ceremony): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  /** Web Authentication, 6.1. */
  private authenticatorData(more: number, { rpId = this.portal.rpId, verified = true }: Ceremony): Buffer {
    const fixed = Buffer.alloc(5);
    fixed.writeUInt8(FLAGS.present | (verified ? FLAGS.verified : 0) | more, 0);
    fixed.writeUInt32BE(this.counter, 1);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), fixed]);
  }

  /** RFC 9053, 7.1.1. */
  private coseKey(): Uint8Array {
    const { x, y } = this.publicKey.export({ format: 'jwk' });
    const point = (part: string | undefined): Uint8Array => Uint8Array.from(Buffer.from(part!, 'base64url'));
    return isoCBOR.encode(
      new Map<number, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, point(x)],
        [-3, point(y)],
      ]) as never,
    );
  }
}

/** The harness's portal: its public address, not where it listens. */
const TEST_PARTY = { origin: 'http://localhost:8080', rpId: 'localhost' };
