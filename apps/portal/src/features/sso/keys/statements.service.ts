import { Injectable } from '@nestjs/common';
import { CompactSign, importJWK, type JWK } from 'jose';
import { SigningKeysService } from './signing-keys.service.js';

/** What the portal stated, and by which key anybody can check it. */
export interface Statement {
  /** Compact, RFC 7515. */
  readonly jws: string;
  /** The public half of the key, as the provider publishes it. */
  readonly key: JWK;
}

/** Signs what the portal states for good with the provider's key, so that its published keys verify it. */
@Injectable()
export class Statements {
  constructor(private readonly keys: SigningKeysService) {}

  /**
   * @param type the explicit `typ` of the statement (RFC 8725, 3.11), so that nobody takes it for a token
   * @param payload JSON; its `iss` must not be the provider's issuer, for the same reason
   */
  async sign(type: string, payload: object): Promise<Statement> {
    const signer = (await this.keys.load()).find(({ alg }) => alg === 'ES256');
    if (signer === undefined) throw new Error('The provider has no key to sign with.');
    const { kty, crv, x, y, kid, alg, use } = signer as JWK & { kid: string };
    const jws = await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'ES256', kid, typ: type })
      .sign(await importJWK(signer as JWK, 'ES256'));
    return { jws, key: { kty, crv, x, y, kid, alg, use } as JWK };
  }
}
