import { Injectable } from '@nestjs/common';
import { formatBytes } from '@ronron/web-ui';
import type { Locale } from '../../../platform/i18n/locales.js';
import { Translations } from '../../../platform/i18n/translations.js';
import type { Plan } from './plan.entity.js';

/** Says what a plan gives, in one line that a choice or a table can hold. */
@Injectable()
export class PlanWords {
  constructor(private readonly translations: Translations) {}

  /** E.g. "Gratuit · 5 Go · 10 personnes au plus". */
  line(plan: Plan, locale: Locale): string {
    const say = (key: string, params: Record<string, number> = {}): string =>
      this.translations.text(locale, `catalogue:plans.${key}`, params);
    const { rooms } = plan;
    return [
      say(`prices.${plan.price}`),
      plan.quota === null ? '' : formatBytes(locale, plan.quota),
      plan.mostMembers === null ? '' : say('members', { count: plan.mostMembers }),
      !rooms?.most ? '' : say('rooms', { count: rooms.most }),
      !rooms?.people ? '' : say('roomPeople', { count: rooms.people }),
      ...(['recording', 'livestreaming', 'transcription'] as const).map((what) => (rooms?.[what] ? say(what) : '')),
    ]
      .filter((part) => part !== '')
      .join(' · ');
  }

  /** What the radio buttons of a form take. */
  choices(plans: readonly Plan[], locale: Locale): { value: string; label: string; hint: string }[] {
    return plans.map((plan) => ({
      value: plan.id,
      label: plan.name,
      hint: [plan.summary, this.line(plan, locale)].filter((part) => part !== '').join(' – '),
    }));
  }
}
