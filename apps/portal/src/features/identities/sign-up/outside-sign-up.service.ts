import { Inject, Injectable } from '@nestjs/common';
import { fail, MINUTE, ok, type Clock, type Result } from '@ronron/kernel';
import type { FieldError } from '@ronron/web-ui';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction, isUniqueViolation } from '../../../platform/database/in-transaction.js';
import { nextQuery } from '../../../platform/pages/next-path.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { Account } from '../../accounts/account.entity.js';
import { ParentAgreements } from '../../accounts/parents/parent-agreements.service.js';
import { CommuneChoices, type CommuneAnswer } from '../../accounts/sign-up/commune-choices.service.js';
import { communeError } from '../../accounts/sign-up/sign-up.service.js';
import { UnconfirmedAccounts, type newAccountFields } from '../../accounts/sign-up/unconfirmed-accounts.service.js';
import { AccountTokens } from '../../accounts/tokens/account-tokens.service.js';
import { LegalTexts } from '../../legal/legal-texts.service.js';
import { LinkedIdentities } from '../linked/linked-identities.service.js';
import { LinkedIdentity } from '../linked/linked-identity.entity.js';
import type { FlowResult } from '../openid/openid-flow.service.js';
import type { OutsideIdentity } from '../providers/provider-profiles.js';

type OutsideSignUpValues = z.output<typeof newAccountFields>;

/** Time to fill in the form. */
const REMEMBERED_FOR = 30 * MINUTE;

const BY_IDENTITY: RateLimit = { name: 'outside-sign-up', points: 5, seconds: 60 * 60 };

/** Somebody who came from a provider and has no account yet. */
export interface Newcomer extends Pick<FlowResult, 'identity' | 'mfa' | 'signOutElsewhere'> {
  readonly next: string;
  readonly since: string;
}

declare module 'fastify' {
  interface Session {
    newcomer?: Newcomer;
  }
}

export interface OutsideSignUpRefusal {
  readonly errors: Readonly<Record<string, FieldError>>;
  readonly commune: CommuneAnswer;
}

/** Makes accounts for people whom a provider vouches for. An address that it does not vouch for is proved by mail, as everybody's. */
@Injectable()
export class OutsideSignUp {
  constructor(
    private readonly database: DataSource,
    private readonly communes: CommuneChoices,
    private readonly legal: LegalTexts,
    private readonly unconfirmed: UnconfirmedAccounts,
    private readonly parents: ParentAgreements,
    private readonly tokens: AccountTokens,
    private readonly linked: LinkedIdentities,
    private readonly limits: RateLimits,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  remember(request: FastifyRequest, { identity, mfa, signOutElsewhere }: FlowResult, next: string): void {
    const since = this.clock.now().toISOString();
    request.session.set('newcomer', { identity, mfa, signOutElsewhere, next, since });
  }

  /** Null when nobody came from this provider in this session, or too long ago. */
  newcomer(request: FastifyRequest, providerId: string): Newcomer | null {
    const newcomer = request.session.get('newcomer');
    if (newcomer === undefined || newcomer.identity.providerId !== providerId) return null;
    return this.clock.now().getTime() - Date.parse(newcomer.since) > REMEMBERED_FOR ? null : newcomer;
  }

  /**
   * @returns the account when the provider vouches for the address and it is free; null when a mail is on its way: its
   *   answer is the same whether or not the address has an account.
   */
  async register(
    values: OutsideSignUpValues,
    { identity, next }: Newcomer,
  ): Promise<Result<Account | null, OutsideSignUpRefusal | 'elsewhere'>> {
    await this.limits.consume(BY_IDENTITY, `${identity.providerId} ${identity.authority} ${identity.subject}`);
    const commune = await this.communes.resolve(values.commune, values.communeChoice);
    const errors: Record<string, FieldError> = {};
    if (commune.kind !== 'served') errors['commune'] = communeError(commune);
    const terms = await this.legal.current('terms', values.language);
    if (String(terms.version) !== values.termsVersion) errors['terms'] = { key: 'accounts:errors.termsChanged' };
    if (commune.kind !== 'served' || Object.keys(errors).length > 0) return fail({ errors, commune });
    await this.unconfirmed.admit(values);
    try {
      return ok(await this.make(values, commune.commune.id, identity, next));
    } catch (error) {
      if (isUniqueViolation(error)) return fail('elsewhere');
      throw error;
    }
  }

  private make(
    values: OutsideSignUpValues,
    communeId: string,
    identity: OutsideIdentity,
    next: string,
  ): Promise<Account | null> {
    return inTransaction(this.database, async (manager) => {
      // The same person, a moment ago, with an address that they mistyped.
      await manager.query(
        `DELETE FROM linked_identity USING account WHERE account.id = linked_identity.account_id AND account.confirmed_at IS NULL
           AND account.parent_asked_at IS NULL AND provider_id = $1 AND authority = $2 AND subject = $3`,
        [identity.providerId, identity.authority, identity.subject],
      );
      const { displayName, email, language } = values;
      const id = await this.unconfirmed.put(manager, { ...values, communeId, passwordHash: null });
      if (id === null) return null;
      await this.linked.add(manager, id, identity);
      if (identity.emailVerified && identity.email === email) {
        return this.parents.addressProved(manager, id);
      }
      await this.unconfirmed.askToConfirm(manager, { id, email, displayName, locale: language }, nextQuery(next));
      return null;
    });
  }

  /** Whether the mailed link would work; nothing changes. */
  async works(token: string): Promise<boolean> {
    return (await this.tokens.look('confirm-email', token)).ok;
  }

  /** The mailbox is proved by the link, the person by the identity with which they signed up: both are needed. */
  async confirm(token: string, identity: OutsideIdentity): Promise<Result<Account, 'deadLink' | 'otherIdentity'>> {
    return inTransaction(this.database, async (manager) => {
      const link = await this.tokens.look('confirm-email', token);
      if (!link.ok) return fail('deadLink');
      const { accountId } = link.value;
      const { providerId, authority, subject } = identity;
      if (!(await manager.existsBy(LinkedIdentity, { accountId, providerId, authority, subject })))
        return fail('otherIdentity');
      const used = await this.tokens.use(manager, 'confirm-email', token);
      if (!used.ok) return fail('deadLink');
      await this.tokens.forget(manager, accountId, ['confirm-email', 'reset-password']);
      return ok(await this.parents.addressProved(manager, accountId));
    });
  }
}
