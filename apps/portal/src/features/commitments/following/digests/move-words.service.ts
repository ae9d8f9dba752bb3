import { Inject, Injectable } from '@nestjs/common';
import type { PortalSettings } from '../../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../../platform/config/tokens.js';
import { withLocale, type Locale } from '../../../../platform/i18n/locales.js';
import { longDate } from '../../../../platform/i18n/long-date.js';
import { Translations } from '../../../../platform/i18n/translations.js';
import { inLocale } from '../../frameworks/text-by-locale.js';
import { pathOfMove, type CommitmentMove } from '../moves/commitment-move.entity.js';

/** How mails tell of moves, in the reader's language and in plain text. */
@Injectable()
export class MoveWords {
  constructor(
    private readonly translations: Translations,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /** One line: of the only move, or of how many there are. */
  subject(moves: readonly CommitmentMove[], locale: Locale): string {
    const [first] = moves;
    const commune = first!.commitment!.commune!.name;
    const params = { commune, measure: this.measure(first!, locale), what: this.headline(first!, locale) };
    if (moves.length === 1) return this.say(locale, 'subjectOne', params);
    const one = moves.every(({ commitmentId }) => commitmentId === first!.commitmentId);
    return this.say(locale, one ? 'subjectCommitment' : 'subjectCommune', { ...params, count: moves.length });
  }

  /** A paragraph for each commitment: what it is, what moved from what to what and why, where each is read, and the rest. */
  news(moves: readonly CommitmentMove[], locale: Locale): string {
    return [...new Set(moves.map(({ commitmentId }) => commitmentId))]
      .map((id) => {
        const own = moves.filter(({ commitmentId }) => commitmentId === id) as [CommitmentMove, ...CommitmentMove[]];
        const { commune } = own[0].commitment!;
        const [one, ...others] = own;
        return [
          `${this.measure(one, locale)} (${commune!.name})`,
          // The only one leads to its place; of several each does, and the commitment's page comes last.
          ...(others.length === 0
            ? [this.line(one, locale), this.url(one, locale)]
            : [
                ...own.flatMap((move) => [this.line(move, locale), ...this.ownPage(move, locale)]),
                this.url({ ...one, place: '' }, locale),
              ]),
        ].join('\n');
      })
      .join('\n\n');
  }

  private line(move: CommitmentMove, locale: Locale): string {
    const headline = `- ${this.headline(move, locale)}`;
    if (move.reason === '') return headline;
    return `${headline}\n  ${this.say(locale, 'why', { reason: move.reason.replace(/\s+/g, ' ') })}`;
  }

  /** What moved, without its commitment; it begins in lower case. */
  headline(
    { kind, title, fromValue, toValue }: Pick<CommitmentMove, 'kind' | 'title' | 'fromValue' | 'toValue'>,
    locale: Locale,
  ): string {
    const params = { title, from: fromValue, to: toValue };
    switch (kind) {
      case 'status': {
        const status = (value: string): string => this.translations.text(locale, `commitments:status.${value}`);
        const same = fromValue === toValue;
        return this.say(locale, same ? 'statusSame' : 'status', { from: status(fromValue), to: status(toValue) });
      }
      case 'deadline': {
        const day = (value: string): string => (value === '' ? '' : longDate(new Date(value), locale));
        const which = fromValue === '' ? 'deadlineSet' : toValue === '' ? 'deadlineDropped' : 'deadline';
        return this.say(locale, which, { from: day(fromValue), to: day(toValue) });
      }
      case 'progress': {
        if (toValue === '') return this.say(locale, 'actionRemoved', { title });
        const to = this.translations.text(locale, `commitments:actionStates.${toValue}`);
        return this.say(locale, fromValue === '' ? 'actionAdded' : 'progress', { title, to });
      }
      case 'promise':
        return this.say(locale, fromValue === toValue ? 'words' : 'level', params);
      default:
        return this.say(locale, kind, params);
    }
  }

  /** Of what has a page to itself: the commitment's may not show it any more. */
  private ownPage(move: CommitmentMove, locale: Locale): string[] {
    return move.place.startsWith('/') ? [`  ${this.url(move, locale)}`] : [];
  }

  private url(move: Pick<CommitmentMove, 'commitment' | 'place'>, locale: Locale): string {
    return this.settings.publicUrl + withLocale(locale, pathOfMove(move));
  }

  private measure({ commitment }: CommitmentMove, locale: Locale): string {
    return inLocale(commitment!.measure!.title, locale);
  }

  private say(locale: Locale, key: string, params: Record<string, string | number>): string {
    return this.translations.text(locale, `commitments:following.moves.${key}`, params);
  }
}
