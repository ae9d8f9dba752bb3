import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Clock, type Result } from '@ronron/kernel';
import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { CLOCK, SETTINGS } from '../../../platform/config/tokens.js';
import { inTransaction, isUniqueViolation } from '../../../platform/database/in-transaction.js';
import { BrandSource } from '../../../platform/pages/brand-source.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { FactorMails } from '../factor-mails.service.js';
import { SecondFactor } from '../second-factor.service.js';
import { readRegistration, type Registration } from './passkey-answer.js';
import { PasskeyChallenges } from './passkey-challenges.service.js';
import { Passkey } from './passkey.entity.js';
import { relyingParty, type RelyingParty } from './relying-party.js';
import { userHandle } from './user-handle.js';

/** More than anybody carries. */
const MOST = 20;

export type PasskeyAdditionRefusal = 'invalid' | 'known' | 'too-many';

/** Adds passkeys to accounts (Web Authentication, 7.1). Makers of authenticators are not asked to vouch: no attestation. */
@Injectable()
export class PasskeyRegistrations {
  constructor(
    private readonly database: DataSource,
    private readonly challenges: PasskeyChallenges,
    private readonly factors: SecondFactor,
    private readonly mails: FactorMails,
    private readonly brand: BrandSource,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `PublicKeyCredentialCreationOptionsJSON`, for the script of the page. */
  async options(actor: Actor, request: FastifyRequest): Promise<object> {
    const known = await this.database.getRepository(Passkey).findBy({ accountId: actor.accountId });
    return generateRegistrationOptions({
      rpID: this.party().id,
      rpName: (await this.brand.current()).name,
      userID: Uint8Array.from(userHandle(actor.accountId)),
      userName: actor.email,
      userDisplayName: actor.displayName,
      challenge: this.challenges.issue(request, 'add'),
      excludeCredentials: known.map(({ id, transports }) => ({ id, transports })),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    });
  }

  /** Gives recovery codes when they are the first that the account needs. */
  async add(
    actor: Actor,
    request: FastifyRequest,
    name: string,
    answer: unknown,
  ): Promise<Result<{ codes: string[] | null }, PasskeyAdditionRefusal>> {
    const response = readRegistration(answer);
    const credential = response === null ? null : await this.verified(request, response);
    if (credential === null) return fail('invalid');
    try {
      return await inTransaction<Result<{ codes: string[] | null }, PasskeyAdditionRefusal>>(
        this.database,
        async (manager) => {
          const account = await this.factors.lock(manager, actor.accountId);
          if ((await manager.countBy(Passkey, { accountId: account.id })) >= MOST) return fail('too-many');
          await manager.insert(Passkey, {
            ...credential,
            accountId: account.id,
            name,
            lastUsedAt: null,
            createdAt: this.clock.now(),
          });
          const codes = await this.factors.added(manager, account, actor, 'passkey');
          await this.mails.send(manager, account, 'passkeyAdded', { passkey: name });
          return ok({ codes });
        },
      );
    } catch (error) {
      if (isUniqueViolation(error)) return fail('known');
      throw error;
    }
  }

  private async verified(
    request: FastifyRequest,
    response: Registration,
  ): Promise<Pick<Passkey, 'id' | 'publicKey' | 'counter' | 'transports' | 'synced'> | null> {
    const party = this.party();
    try {
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: response as never,
        expectedChallenge: (challenge) => this.challenges.take(request, 'add', challenge),
        expectedOrigin: party.origin,
        expectedRPID: party.id,
        requireUserVerification: false,
      });
      if (!verified) return null;
      const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
      const synced = registrationInfo.credentialDeviceType === 'multiDevice';
      return { id, publicKey: Buffer.from(publicKey), counter, transports: [...transports], synced };
    } catch {
      // The library throws for whatever does not hold: challenge, origin, RP ID, flags, signature.
      return null;
    }
  }

  private party(): RelyingParty {
    const party = relyingParty(this.settings);
    if (party === null) throw new AppError(NOT_FOUND);
    return party;
  }
}
