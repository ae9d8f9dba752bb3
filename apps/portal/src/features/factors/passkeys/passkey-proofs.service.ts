import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Clock, type Logger, type Result } from '@ronron/kernel';
import { generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { CLOCK, LOGGER, SETTINGS } from '../../../platform/config/tokens.js';
import type { AuthenticationMethod } from '../../../platform/security/authentication-method.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { readAuthentication, type Authentication } from './passkey-answer.js';
import { PasskeyChallenges } from './passkey-challenges.service.js';
import { Passkey } from './passkey.entity.js';
import { relyingParty, type RelyingParty } from './relying-party.js';
import { userHandle } from './user-handle.js';

/** Signatures cannot be guessed; their verification costs a little. */
const BY_ADDRESS: RateLimit = { name: 'passkey-address', points: 60, seconds: 15 * 60 };

export type PasskeyPurpose = 'sign-in' | 'second-proof' | 'confirmation';

/** A passkey alone proves possession and knowledge, so its holder must have been verified; beside a password, being there is enough. */
const VERIFICATION = { 'sign-in': 'required', confirmation: 'required', 'second-proof': 'preferred' } as const;

export interface PasskeyProof {
  readonly accountId: string;
  readonly methods: readonly AuthenticationMethod[];
}

/** Checks that somebody holds a passkey (Web Authentication, 7.2). */
@Injectable()
export class PasskeyProofs {
  constructor(
    private readonly database: DataSource,
    private readonly challenges: PasskeyChallenges,
    private readonly limits: RateLimits,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * `PublicKeyCredentialRequestOptionsJSON`, for the script of the page.
   * @param accountId whose passkeys will do; null: any that the device knows, which then says whose it is
   */
  async options(request: FastifyRequest, purpose: PasskeyPurpose, accountId: string | null): Promise<object> {
    const known = accountId === null ? [] : await this.database.getRepository(Passkey).findBy({ accountId });
    return generateAuthenticationOptions({
      rpID: this.party().id,
      challenge: this.challenges.issue(request, purpose),
      userVerification: VERIFICATION[purpose],
      allowCredentials: known.map(({ id, transports }) => ({ id, transports })),
    });
  }

  /**
   * @param accountId as in `options`
   * @param answer the untrusted field of the form
   * @throws AppError `too-many-attempts`
   */
  async check(
    request: FastifyRequest,
    purpose: PasskeyPurpose,
    accountId: string | null,
    answer: unknown,
  ): Promise<Result<PasskeyProof, 'unknown' | 'invalid'>> {
    await this.limits.consume(BY_ADDRESS, request.ip);
    const response = readAuthentication(answer);
    if (response === null) return fail('invalid');
    const passkey = await this.find(response.id);
    if (passkey === null || (accountId !== null && passkey.accountId !== accountId)) return fail('unknown');
    const handle = response.response.userHandle;
    if (handle !== undefined && !Buffer.from(handle, 'base64url').equals(userHandle(passkey.accountId))) {
      return fail('invalid');
    }
    const counter = await this.verifiedCounter(request, purpose, passkey, response);
    if (counter === null || !(await this.count(passkey, counter))) return fail('invalid');
    const verified = VERIFICATION[purpose] === 'required';
    const methods = [passkey.synced ? 'swk' : 'hwk', 'user', ...(verified ? (['mfa'] as const) : [])] as const;
    return ok({ accountId: passkey.accountId, methods });
  }

  private find(id: string): Promise<Passkey | null> {
    return this.database
      .getRepository(Passkey)
      .createQueryBuilder('passkey')
      .addSelect('passkey.publicKey')
      .where('passkey.id = :id', { id })
      .getOne();
  }

  /** The counter that came with a right answer; null for a wrong one. */
  private async verifiedCounter(
    request: FastifyRequest,
    purpose: PasskeyPurpose,
    passkey: Passkey,
    response: Authentication,
  ): Promise<number | null> {
    const party = this.party();
    try {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: response as never,
        expectedChallenge: (challenge) => this.challenges.take(request, purpose, challenge),
        expectedOrigin: party.origin,
        expectedRPID: party.id,
        credential: { id: passkey.id, publicKey: Uint8Array.from(passkey.publicKey), counter: passkey.counter },
        requireUserVerification: VERIFICATION[purpose] === 'required',
      });
      return verified ? authenticationInfo.newCounter : null;
    } catch (error) {
      // The library throws for whatever does not hold; a counter that went back may be a copied key (7.2, step 22).
      this.logger.warn({ passkey: passkey.id, reason: (error as Error).message }, 'a passkey was refused');
      return null;
    }
  }

  /** Counters only ever grow, also when two answers come at once; authenticators that do not count always say 0. */
  private async count(passkey: Passkey, counter: number): Promise<boolean> {
    const { affected } = await this.database
      .getRepository(Passkey)
      .createQueryBuilder()
      .update()
      .set({ counter, lastUsedAt: this.clock.now() })
      .where('id = :id AND (counter < :counter OR (counter = 0 AND :counter = 0))', { id: passkey.id, counter })
      .execute();
    return affected === 1;
  }

  private party(): RelyingParty {
    const party = relyingParty(this.settings);
    if (party === null) throw new AppError(NOT_FOUND);
    return party;
  }
}
