import { Inject, Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../platform/config/tokens.js';
import { Translations } from '../../../platform/i18n/translations.js';
import { atomXml } from '../open-data/feeds/atom.js';
import { OPEN_LICENCE } from '../open-data/feeds/commitments-linked-data.js';
import { byPortal, writePeople } from '../people-elsewhere.js';
import { hidden } from '../tables/csv-table.js';
import type { ProposalShown } from './proposal-shown.js';
import { ProposalViews } from './proposal-views.service.js';

const FEED_ENTRIES = 50;

type Cell = (one: ProposalShown, publicUrl: string) => string | number | null;

/** The columns of `/engagements/cahier.csv`; new ones come at the end, none changes its meaning. */
const COLUMNS: readonly (readonly [string, Cell])[] = [
  ['id', ({ id }) => id],
  ['commune_nom', ({ communeName }) => communeName],
  ['mesure', ({ measureKey }) => measureKey],
  ['mesure_titre', ({ measureTitle }) => measureTitle],
  ['collectif', ({ collective }) => collective],
  ['titre', ({ title }) => title],
  ['proposition', ({ body }) => body],
  ['etat', ({ state }) => state],
  ['soutiens', ({ supports }) => supports],
  ['deposee_le', ({ writtenAt }) => writtenAt.toISOString()],
  ['decidee_le', ({ decidedAt }) => decidedAt?.toISOString() ?? null],
  ['delai_jours', ({ decidedAt, days }) => (decidedAt === null ? null : days)],
  ['reponse', ({ answers }) => answers[0]?.body ?? ''],
  ['engagement_url', ({ answers }, publicUrl) => (answers[0]?.link == null ? '' : publicUrl + answers[0].link.path)],
  ['retiree_le', ({ goneAt }) => goneAt?.toISOString() ?? null],
  ['retiree_motif', ({ reason }) => reason],
  ['url', ({ path }, publicUrl) => publicUrl + path],
  ['portail', ({ cameFrom }, publicUrl) => (cameFrom === '' ? publicUrl : cameFrom)],
  ['soutiens_par_portail', ({ elsewhere, here }, publicUrl) => writePeople(byPortal(elsewhere, publicUrl, here))],
];

/** The cahier in three formats, each with everything that the public may read. */
@Injectable()
export class ProposalFiles {
  constructor(
    private readonly views: ProposalViews,
    private readonly translations: Translations,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /** In UTF-8 with commas (RFC 4180). Texts that a spreadsheet would run are hidden behind a quote. */
  async csv(): Promise<string> {
    const rows = (await this.views.all()).map((one) =>
      COLUMNS.map(([, cell]) => {
        const value = cell(one, this.settings.publicUrl);
        return typeof value === 'string' ? hidden(value) : value === null ? '' : String(value);
      }),
    );
    return stringify([COLUMNS.map(([name]) => name), ...rows], { record_delimiter: '\r\n', bom: true });
  }

  async json(): Promise<object> {
    const { publicUrl } = this.settings;
    return {
      license: OPEN_LICENCE,
      proposals: (await this.views.all()).map(({ id, path, title, body, collective, ...one }) => ({
        ...{ id, url: publicUrl + path, commune: one.communeName, measure: one.measureKey },
        ...{ collective, title, proposal: body, state: one.state, supports: one.supports },
        writtenOn: one.cameFrom === '' ? publicUrl : one.cameFrom,
        supportsByPortal: byPortal(one.elsewhere, publicUrl, one.here),
        ...{ publishedAt: one.publishedAt, decidedAt: one.decidedAt },
        daysUntilDecision: one.decidedAt === null ? null : one.days,
        answers: one.answers.map(({ at, decision, body: answer, authorName, link }) => ({
          ...{ at, decision, answer, writtenBy: authorName },
          carriedOutBy: link === null ? null : { title: link.title, url: publicUrl + link.path },
        })),
        goneAt: one.goneAt,
        hiddenBecause: one.reason,
      })),
    };
  }

  /** What was written, answered or hidden last, in French. */
  async atom(): Promise<string> {
    const { publicUrl } = this.settings;
    const proposals = (await this.views.all())
      .map((proposal) => ({ proposal, at: lastMove(proposal) }))
      .sort((a, b) => b.at.getTime() - a.at.getTime())
      .slice(0, FEED_ENTRIES);
    const title = this.say('commitments:cahier.title');
    return atomXml({
      id: `${publicUrl}/engagements/cahier`,
      title,
      url: `${publicUrl}/engagements/cahier`,
      feedUrl: `${publicUrl}/engagements/cahier.atom`,
      author: title,
      updated: proposals[0]?.at ?? new Date(0),
      entries: proposals.map(({ proposal, at }) => ({
        id: `urn:uuid:${proposal.id}`,
        title: `${this.say(`commitments:cahier.states.${proposal.state}`)} : ${proposal.title || this.say('commitments:cahier.hiddenTitle')}`,
        url: publicUrl + proposal.path,
        updated: at,
        text: [proposal.collective, proposal.body, proposal.answers[0]?.body ?? '', proposal.reason]
          .filter((part) => part !== '')
          .join('\n\n'),
      })),
    });
  }

  private say(key: string): string {
    return this.translations.text('fr', key);
  }
}

function lastMove({ publishedAt, answers, goneAt }: ProposalShown): Date {
  return new Date(Math.max(...[publishedAt, answers[0]?.at, goneAt].map((at) => at?.getTime() ?? 0)));
}
