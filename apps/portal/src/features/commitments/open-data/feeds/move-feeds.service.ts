import { Inject, Injectable } from '@nestjs/common';
import type { PortalSettings } from '../../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../../platform/config/tokens.js';
import { longDate } from '../../../../platform/i18n/long-date.js';
import { Translations } from '../../../../platform/i18n/translations.js';
import type { OpenCommitment } from '../open-commitments.service.js';
import { atomXml } from './atom.js';
import { MoveWords } from '../../following/digests/move-words.service.js';
import { Moves, type Move } from './moves.service.js';

/** Moves of commitments as Atom feeds, in French. */
@Injectable()
export class MoveFeeds {
  constructor(
    private readonly moves: Moves,
    private readonly words: MoveWords,
    private readonly translations: Translations,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /** @param path the page that the feed follows; the feed itself is there with `.atom` */
  async xml(commitments: readonly OpenCommitment[], path: string, communeName: string | null): Promise<string> {
    const known = new Map(commitments.map((one) => [one.commitment.id, one]));
    const moves = await this.moves.latest([...known.keys()]);
    const { publicUrl } = this.settings;
    const published = commitments.map(({ commitment }) => commitment.publishedAt!.getTime());
    const title =
      communeName === null
        ? this.say('commitments:public.title')
        : commitments.length === 1 && path.endsWith(commitments[0]!.measure)
          ? this.say('commitments:public.commitmentTitle', {
              measure: commitments[0]!.glance.title,
              commune: communeName,
            })
          : this.say('commitments:public.communeTitle', { commune: communeName });
    return atomXml({
      id: publicUrl + path,
      title,
      url: publicUrl + path,
      feedUrl: `${publicUrl}${path}.atom`,
      author: communeName ?? title,
      updated: new Date(Math.max(0, ...published, ...moves.map(({ at }) => at.getTime()))),
      entries: moves.map((move) => ({
        id: `urn:uuid:${move.id}`,
        title: `${known.get(move.commitmentId)!.glance.title} : ${this.headline(move)}`,
        url: known.get(move.commitmentId)!.url + move.place,
        updated: move.at,
        text: [move.text, move.kind === 'update' ? this.proofs(move) : ''].filter((part) => part !== '').join('\n\n'),
      })),
    });
  }

  private headline({ kind, title, from, to }: Move): string {
    if (kind === 'update') return title;
    if (kind === 'question') return this.say('commitments:questions.answeredHeadline', { question: title });
    if (kind === 'status') return this.say(`commitments:status.${to}`);
    if (kind !== 'deadline' || from === '')
      return this.words.headline({ kind, title, fromValue: from, toValue: to }, 'fr');
    const days = { from: longDate(new Date(from), 'fr'), to: to === '' ? '' : longDate(new Date(to), 'fr') };
    return this.say(to === '' ? 'commitments:public.slipDropped' : 'commitments:public.slip', days);
  }

  private proofs({ proofs }: Move): string {
    return proofs === 0
      ? this.say('commitments:public.noProof')
      : this.say('commitments:public.proofs', { count: proofs });
  }

  private say(key: string, params?: Record<string, unknown>): string {
    return this.translations.text('fr', key, params);
  }
}
