import { Inject, Injectable } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { emailAddress, requiredText } from '../../../platform/forms/form-fields.js';
import type { Locale } from '../../../platform/i18n/locales.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { LinkedIdentity } from '../../identities/linked/linked-identity.entity.js';
import { TextAcceptances } from '../../legal/acceptance/text-acceptances.service.js';
import { Account } from '../account.entity.js';
import { AccountMails } from '../tokens/account-mails.service.js';
import { AccountTokens } from '../tokens/account-tokens.service.js';
import { ageFields, namesParent, parentIsAnother, parentOf, type AgeAnswer } from './age.fields.js';
import { displayName } from './display-name.field.js';

/** What everybody is asked who wants an account, by whichever way they come. */
export const newAccountFields = z
  .object({
    displayName: displayName(),
    email: emailAddress(),
    ...ageFields,
    commune: requiredText('accounts:errors.communeMissing', 100),
    /** INSEE code, when the page offered several communes. */
    communeChoice: z.string({ error: 'ui:errors.choice' }).max(5, 'ui:errors.choice').default(''),
    language: z.enum(['fr', 'en', 'br'], { error: 'ui:errors.choice' }).default('fr'),
    terms: z.string({ error: 'accounts:errors.termsMissing' }).min(1, 'accounts:errors.termsMissing'),
    /** Which version the page showed. */
    termsVersion: z.string({ error: 'ui:errors.invalid' }).max(20, 'ui:errors.invalid').default(''),
  })
  .refine(namesParent, { path: ['parentEmail'], error: 'accounts:errors.parentEmail', when: () => true })
  .refine(parentIsAnother, { path: ['parentEmail'], error: 'accounts:errors.parentSame', when: () => true });

const BY_EMAIL: RateLimit = { name: 'sign-up-email', points: 5, seconds: 60 * 60 };
/** Naming parents is no way to have somebody written to again and again; a large family signs up in one day. */
export const PARENTS_BY_EMAIL: RateLimit = { name: 'parent-email', points: 10, seconds: 24 * 60 * 60 };

export interface NewAccount extends AgeAnswer {
  readonly displayName: string;
  /** Lower case. */
  readonly email: string;
  readonly communeId: string;
  readonly language: Locale;
  readonly termsVersion: string;
  /** Null for somebody who comes by an outside identity. */
  readonly passwordHash: string | null;
}

/** Accounts whose address nobody has proved yet: made, replaced, and given the link that proves it. */
@Injectable()
export class UnconfirmedAccounts {
  constructor(
    private readonly tokens: AccountTokens,
    private readonly mails: AccountMails,
    private readonly acceptances: TextAcceptances,
    private readonly limits: RateLimits,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Counts a sign-up against the mailboxes that it has us write to. @throws AppError `too-many-attempts` */
  async admit(values: AgeAnswer & { readonly email: string }): Promise<void> {
    const parent = parentOf(values);
    await this.limits.consumeAll([
      [BY_EMAIL, values.email],
      ...(parent === null ? [] : [[PARENTS_BY_EMAIL, parent] as const]),
    ]);
  }

  /**
   * Inserts, or replaces an account of that address that was never confirmed: whoever can read the mailbox decides
   * which sign-up was theirs. Nothing of the replaced one stays: no link, and no outside identity that would let its maker in.
   * @returns its id; null when the address has an account whose holder proved it, and is told by mail.
   */
  async put(manager: EntityManager, account: NewAccount): Promise<string | null> {
    const rows = await manager.query<{ id: string }[]>(
      `INSERT INTO account (id, email, display_name, password_hash, commune_id, locale, security_stamp,
         terms_accepted_at, terms_version, created_at, parent_email)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, $10)
       ON CONFLICT (email) DO UPDATE SET display_name = EXCLUDED.display_name, password_hash = EXCLUDED.password_hash,
         commune_id = EXCLUDED.commune_id, locale = EXCLUDED.locale, security_stamp = EXCLUDED.security_stamp,
         terms_accepted_at = EXCLUDED.terms_accepted_at, terms_version = EXCLUDED.terms_version,
         created_at = EXCLUDED.created_at, parent_email = EXCLUDED.parent_email
       WHERE account.confirmed_at IS NULL AND account.parent_asked_at IS NULL
       RETURNING id`,
      [
        newId(this.clock, this.randomness),
        account.email,
        account.displayName,
        account.passwordHash,
        account.communeId,
        account.language,
        newId(this.clock, this.randomness),
        this.clock.now(),
        account.termsVersion,
        parentOf(account),
      ],
    );
    const id = rows[0]?.id ?? null;
    if (id === null) {
      await this.tellHolder(manager, account.email);
      return null;
    }
    await this.tokens.forget(manager, id, ['confirm-email', 'reset-password']);
    await manager.delete(LinkedIdentity, { accountId: id });
    await this.acceptances.record(manager, id, Number(account.termsVersion));
    return id;
  }

  /**
   * Sends the link that proves the address.
   * @param query appended to the link, e.g. `?suite=…`
   */
  async askToConfirm(
    manager: EntityManager,
    account: Pick<Account, 'id' | 'email' | 'displayName' | 'locale'>,
    query = '',
  ): Promise<void> {
    await this.tokens.forget(manager, account.id, ['confirm-email']);
    const token = await this.tokens.issue(manager, account.id, 'confirm-email');
    const outside = await manager.findOne(LinkedIdentity, {
      where: { accountId: account.id },
      relations: { provider: true },
    });
    if (outside === null) {
      await this.mails.send(manager, account, 'confirm', { link: `/inscription/confirmation/${token}${query}` });
      return;
    }
    const { slug, label } = outside.provider!;
    const link = `/connexion/avec/${slug}/confirmation/${token}${query}`;
    await this.mails.send(manager, account, 'confirmOutside', { link }, { provider: label });
  }

  private async tellHolder(manager: EntityManager, email: string): Promise<void> {
    const holder = await manager.findOneByOrFail(Account, { email });
    await this.mails.send(manager, holder, 'alreadyRegistered', {
      signIn: '/connexion',
      forgotten: '/mot-de-passe-oublie',
    });
  }
}
