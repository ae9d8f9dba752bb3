import { Injectable } from '@nestjs/common';
import type { Choice, FormState } from '@ronron/web-ui';
import type { Locale } from '../../../platform/i18n/locales.js';
import { ProofOfWork } from '../../../platform/security/proof-of-work.js';
import { LegalTexts } from '../../legal/legal-texts.service.js';
import type { StrengthView } from '../passwords/strength-view.js';
import type { CommuneAnswer } from './commune-choices.service.js';

/** What a sign-up page was drawn from, besides what every visitor sees. */
export interface SignUpState {
  readonly form: FormState;
  readonly commune?: CommuneAnswer;
  readonly strength?: StrengthView | null;
}

/** Each language by its own name, so that who needs it recognises it. */
export const languageChoices: readonly Choice[] = [
  { value: 'fr', label: 'Français' },
  { value: 'en', label: 'English' },
  { value: 'br', label: 'Brezhoneg' },
];

/** What the page of the sign-up form shows. */
@Injectable()
export class SignUpPage {
  constructor(
    private readonly legal: LegalTexts,
    private readonly proof: ProofOfWork,
  ) {}

  async model(locale: Locale, { form, commune, strength = null }: SignUpState): Promise<object> {
    const { version, publishedAt } = await this.legal.current('terms', locale);
    return {
      form,
      communes: commune?.kind === 'several' ? commune.choices : null,
      notServed: commune?.kind === 'not-served' ? { name: commune.name, message: commune.message } : null,
      strength,
      languages: languageChoices,
      terms: { version, publishedAt },
      challenge: await this.proof.challenge(),
    };
  }
}
