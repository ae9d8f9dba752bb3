import { Injectable } from '@nestjs/common';
import { fail, ok, type Result } from '@ronron/kernel';
import type { FieldError } from '@ronron/web-ui';
import { DataSource } from 'typeorm';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { Passwords } from '../../../platform/security/passwords.js';
import { ProofOfWork } from '../../../platform/security/proof-of-work.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { LegalTexts } from '../../legal/legal-texts.service.js';
import { passwordStrength } from '../passwords/password-strength.js';
import { nextQuery } from '../../../platform/pages/next-path.js';
import { CommuneChoices, type CommuneAnswer } from './commune-choices.service.js';
import type { SignUpValues } from './sign-up.form.js';
import { UnconfirmedAccounts } from './unconfirmed-accounts.service.js';

/** A class in a computer room signs up from one address; a robot does not go far. */
const BY_ADDRESS: RateLimit = { name: 'sign-up-address', points: 60, seconds: 60 * 60 };

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
    private readonly unconfirmed: UnconfirmedAccounts,
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

    await this.unconfirmed.admit(values);
    await this.proof.admit(values.proof, address);
    const passwordHash = await this.passwords.hash(values.password);
    await inTransaction(this.database, async (manager) => {
      const { displayName, email, language, suite } = values;
      const id = await this.unconfirmed.put(manager, { ...values, communeId: commune.commune.id, passwordHash });
      if (id === null) return;
      await this.unconfirmed.askToConfirm(manager, { id, email, displayName, locale: language }, nextQuery(suite));
    });
    return ok(undefined);
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
