import { Inject, Injectable } from '@nestjs/common';
import { fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import type { FieldError } from '@ronron/web-ui';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { Passwords } from '../../../platform/security/passwords.js';
import { ProofOfWork } from '../../../platform/security/proof-of-work.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { LegalTexts } from '../../legal/legal-texts.service.js';
import { Account } from '../account.entity.js';
import { passwordStrength } from '../passwords/password-strength.js';
import { nextQuery } from '../../../platform/pages/next-path.js';
import { AccountMails } from '../tokens/account-mails.service.js';
import { AccountTokens } from '../tokens/account-tokens.service.js';
import { CommuneChoices, type CommuneAnswer } from './commune-choices.service.js';
import type { SignUpValues } from './sign-up.form.js';

/** A class in a computer room signs up from one address; a robot does not go far. */
const BY_ADDRESS: RateLimit = { name: 'sign-up-address', points: 60, seconds: 60 * 60 };
const BY_EMAIL: RateLimit = { name: 'sign-up-email', points: 5, seconds: 60 * 60 };

export interface SignUpRefusal {
  readonly errors: Readonly<Record<string, FieldError>>;
  readonly commune: CommuneAnswer;
}

/** Makes accounts. Nothing in its answers or their timing tells who has one already: only the mailbox learns it. */
@Injectable()
export class SignUp {
  constructor(
    private readonly database: DataSource,
    private readonly communes: CommuneChoices,
    private readonly legal: LegalTexts,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
    private readonly proof: ProofOfWork,
    private readonly tokens: AccountTokens,
    private readonly mails: AccountMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Registers, or says what to correct. Ok means that a mail is on its way, whatever it says. */
  async register(values: SignUpValues, address: string): Promise<Result<void, SignUpRefusal>> {
    await this.limits.consume(BY_ADDRESS, address);
    const commune = await this.communes.resolve(values.commune, values.communeChoice);
    const errors: Record<string, FieldError> = {};
    if (commune.kind !== 'served') errors['commune'] = communeError(commune);
    if (!passwordStrength(values.password, personalWords(values)).accepted)
      errors['password'] = { key: 'accounts:errors.weakPassword' };
    const terms = await this.legal.current('terms', values.language);
    if (String(terms.version) !== values.termsVersion) errors['terms'] = { key: 'accounts:errors.termsChanged' };
    if (commune.kind !== 'served' || Object.keys(errors).length > 0) return fail({ errors, commune });

    await this.limits.consume(BY_EMAIL, values.email);
    await this.proof.admit(values.proof, address);
    const passwordHash = await this.passwords.hash(values.password);
    await inTransaction(this.database, async (manager) => {
      const id = await this.insert(manager, values, commune.commune.id, passwordHash);
      if (id === null) await this.tellHolder(manager, values.email);
      else await this.askToConfirm(manager, id, values);
    });
    return ok(undefined);
  }

  /**
   * Inserts, or replaces an account of that address that was never confirmed: whoever can read the mailbox decides
   * which sign-up was theirs. Null when the address has a confirmed account.
   */
  private async insert(
    manager: EntityManager,
    values: SignUpValues,
    communeId: string,
    passwordHash: string,
  ): Promise<string | null> {
    const rows = await manager.query<{ id: string }[]>(
      `INSERT INTO account (id, email, display_name, password_hash, commune_id, locale, security_stamp,
         terms_accepted_at, terms_version, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8)
       ON CONFLICT (email) DO UPDATE SET display_name = EXCLUDED.display_name, password_hash = EXCLUDED.password_hash,
         commune_id = EXCLUDED.commune_id, locale = EXCLUDED.locale, security_stamp = EXCLUDED.security_stamp,
         terms_accepted_at = EXCLUDED.terms_accepted_at, terms_version = EXCLUDED.terms_version,
         created_at = EXCLUDED.created_at
       WHERE account.confirmed_at IS NULL
       RETURNING id`,
      [
        newId(this.clock, this.randomness),
        values.email,
        values.displayName,
        passwordHash,
        communeId,
        values.language,
        newId(this.clock, this.randomness),
        this.clock.now(),
        values.termsVersion,
      ],
    );
    return rows[0]?.id ?? null;
  }

  private async askToConfirm(manager: EntityManager, id: string, values: SignUpValues): Promise<void> {
    await this.tokens.forget(manager, id, ['confirm-email', 'reset-password']);
    const token = await this.tokens.issue(manager, id, 'confirm-email');
    const reader = { id, email: values.email, displayName: values.displayName, locale: values.language };
    await this.mails.send(manager, reader, 'confirm', {
      link: `/inscription/confirmation/${token}${nextQuery(values.suite)}`,
    });
  }

  private async tellHolder(manager: EntityManager, email: string): Promise<void> {
    const holder = await manager.findOneByOrFail(Account, { email });
    await this.mails.send(manager, holder, 'alreadyRegistered', {
      signIn: '/connexion',
      forgotten: '/mot-de-passe-oublie',
    });
  }
}

/** What somebody typed about themselves: weak as a password. */
export function personalWords(values: Partial<Pick<SignUpValues, 'displayName' | 'email' | 'commune'>>): string[] {
  return [values.displayName, values.email, values.commune].filter((text) => typeof text === 'string');
}

/** What to say beside the field. */
export function communeError(answer: Exclude<CommuneAnswer, { kind: 'served' }>): FieldError {
  switch (answer.kind) {
    case 'several':
      return { key: 'accounts:errors.communeSeveral' };
    case 'unknown':
      return { key: 'accounts:errors.communeUnknown' };
    case 'not-served':
      return { key: 'accounts:errors.communeNotServed', params: { commune: answer.name } };
  }
}
