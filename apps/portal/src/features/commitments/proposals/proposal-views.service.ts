import { Inject, Injectable } from '@nestjs/common';
import { isId, type Clock } from '@ronron/kernel';
import { DataSource, In, type SelectQueryBuilder } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import type { Locale } from '../../../platform/i18n/locales.js';
import { Organisation } from '../../organisations/organisation.entity.js';
import { Commune } from '../../territories/commune.entity.js';
import { Measure } from '../frameworks/measure.entity.js';
import { inLocale } from '../frameworks/text-by-locale.js';
import { hostOf, shownElsewhere, sumOf } from '../people-elsewhere.js';
import { daysBetween } from '../waiting-days.js';
import { CollectiveProposal, type ProposalState } from './collective-proposal.entity.js';
import { ProposalAnswer } from './proposal-answer.entity.js';
import type { ProposalAnswerShown, ProposalShown } from './proposal-shown.js';

const PROPOSALS_A_PAGE = 20;

export interface ProposalFilters {
  readonly commune?: string;
  readonly measure?: string;
  readonly collective?: string;
  readonly state?: ProposalState;
}

/** The cahier as the public reads it. */
@Injectable()
export class ProposalViews {
  constructor(
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Newest first.
   * @param older the id of the last proposal of the page before
   */
  async list(
    filters: ProposalFilters,
    locale: Locale,
    { older, most = PROPOSALS_A_PAGE }: { older?: unknown; most?: number } = {},
  ): Promise<{ items: ProposalShown[]; older: string | null }> {
    const query = this.filtered(filters)
      .orderBy('proposal.publishedAt', 'DESC')
      .addOrderBy('proposal.id', 'DESC')
      .limit(most + 1);
    if (isId(older)) {
      query.andWhere(
        `(proposal.published_at, proposal.id) < (SELECT one.published_at, one.id FROM collective_proposal one WHERE one.id = :older)`,
        { older },
      );
    }
    const found = await query.getMany();
    const items = await this.told(found.slice(0, most), locale, null);
    return { items, older: found.length > most ? items.at(-1)!.id : null };
  }

  async one(id: string, locale: Locale, viewer: string | null): Promise<ProposalShown | null> {
    if (!isId(id)) return null;
    const found = await this.published().andWhere('proposal.id = :id', { id }).getMany();
    return (await this.told(found, locale, viewer))[0] ?? null;
  }

  /** Whether the public reads it or not: for the editors of its commune. */
  async forEditors(id: string, locale: Locale): Promise<ProposalShown | null> {
    const found = await this.placed().where('proposal.id = :id', { id }).getMany();
    return (await this.told(found, locale, null))[0] ?? null;
  }

  /** Everything, oldest first: for open data. */
  async all(): Promise<ProposalShown[]> {
    const found = await this.published().orderBy('proposal.publishedAt').addOrderBy('proposal.id').getMany();
    return this.told(found, 'fr', null);
  }

  /** What a collective wrote, newest first. */
  async ofOrganisation(organisationId: string, locale: Locale): Promise<ProposalShown[]> {
    const found = await this.placed()
      .where('proposal.organisation_id = :organisationId', { organisationId })
      .orderBy('proposal.publishedAt', 'DESC')
      .addOrderBy('proposal.id', 'DESC')
      .limit(200)
      .getMany();
    return this.told(found, locale, null);
  }

  /** For editors: what they have to read, then what waits for an answer, the oldest before; then what was answered. */
  async ofCommunes(communeIds: readonly string[], locale: Locale): Promise<ProposalShown[]> {
    const found = await this.placed()
      .where(`proposal.commune_id = ANY(:communeIds) AND proposal.reading <> 'sent-back'`, {
        communeIds: [...communeIds],
      })
      .orderBy(`CASE WHEN proposal.reading = 'waiting' THEN 0 ELSE 1 END`)
      .addOrderBy(`CASE proposal.state WHEN 'waiting' THEN 0 WHEN 'study' THEN 1 ELSE 2 END`)
      .addOrderBy('proposal.published_at')
      .addOrderBy('proposal.id')
      .limit(200)
      .getMany();
    return this.told(found, locale, null);
  }

  /** How many stand in the cahier of a commune on each measure, by the measure's key. */
  async countsByMeasure(communeSlug: string): Promise<Map<string, number>> {
    const rows = await this.database.query<{ key: string; n: number }[]>(
      `SELECT measure.key, count(*)::int AS n FROM collective_proposal AS proposal
       JOIN measure ON measure.id = proposal.measure_id JOIN commune ON commune.id = proposal.commune_id
       WHERE commune.slug = $1 AND proposal.reading = 'public' AND proposal.hidden_at IS NULL AND proposal.withdrawn_at IS NULL
       GROUP BY measure.key`,
      [communeSlug],
    );
    return new Map(rows.map(({ key, n }) => [key, n]));
  }

  async waiting(communeId: string): Promise<number> {
    return this.database
      .getRepository(CollectiveProposal)
      .createQueryBuilder('proposal')
      .where(`proposal.commune_id = :communeId AND proposal.state = 'waiting' AND proposal.reading = 'public'`, {
        communeId,
      })
      .andWhere('proposal.hidden_at IS NULL AND proposal.withdrawn_at IS NULL')
      .getCount();
  }

  /** What one can choose by: the communes, measures and collectives that stand in the cahier. */
  async choices(locale: Locale): Promise<{
    communes: { value: string; label: string }[];
    measures: { value: string; label: string }[];
    collectives: { value: string; label: string }[];
  }> {
    const communes = await this.database
      .getRepository(Commune)
      .createQueryBuilder('commune')
      .where(`commune.id IN (SELECT commune_id FROM collective_proposal WHERE reading = 'public')`)
      .orderBy('commune.name')
      .getMany();
    const measures = await this.database
      .getRepository(Measure)
      .createQueryBuilder('measure')
      .innerJoin('measure.framework', 'framework')
      .where(`measure.id IN (SELECT measure_id FROM collective_proposal WHERE reading = 'public')`)
      .orderBy('framework.position')
      .addOrderBy('measure.position')
      .getMany();
    const collectives = await this.database
      .getRepository(Organisation)
      .createQueryBuilder('organisation')
      .where(
        `organisation.id IN (SELECT organisation_id FROM collective_proposal WHERE reading = 'public' AND hidden_at IS NULL)`,
      )
      .orderBy('organisation.name')
      .addOrderBy('organisation.id')
      .getMany();
    return {
      communes: communes.map(({ slug, name }) => ({ value: slug, label: name })),
      measures: measures.map(({ key, title }) => ({ value: key, label: inLocale(title, locale) })),
      collectives: collectives.map(({ id, name }) => ({ value: id, label: name })),
    };
  }

  private filtered({ commune, measure, collective, state }: ProposalFilters): SelectQueryBuilder<CollectiveProposal> {
    const query = this.published();
    if (commune !== undefined) query.andWhere('commune.slug = :commune', { commune });
    if (measure !== undefined) query.andWhere('measure.key = :measure', { measure });
    // Who filters by a collective or a state looks for what can be read.
    if (collective !== undefined) {
      query.andWhere('proposal.organisation_id = :collective AND proposal.hidden_at IS NULL', { collective });
    }
    if (state !== undefined) {
      query
        .andWhere('proposal.state = :state', { state })
        .andWhere('proposal.hidden_at IS NULL AND proposal.withdrawn_at IS NULL');
    }
    return query;
  }

  private published(): SelectQueryBuilder<CollectiveProposal> {
    return this.placed().where(`proposal.reading = 'public'`);
  }

  private placed(): SelectQueryBuilder<CollectiveProposal> {
    return this.database
      .getRepository(CollectiveProposal)
      .createQueryBuilder('proposal')
      .innerJoinAndSelect('proposal.commune', 'commune')
      .innerJoinAndSelect('proposal.measure', 'measure')
      .leftJoinAndSelect('proposal.organisation', 'organisation');
  }

  private async told(
    proposals: readonly CollectiveProposal[],
    locale: Locale,
    viewer: string | null,
  ): Promise<ProposalShown[]> {
    const ids = proposals.map(({ id }) => id);
    const answers = await this.database.getRepository(ProposalAnswer).find({
      where: { proposalId: In(ids) },
      relations: { commitment: { measure: true, commune: true }, action: true },
      order: { at: 'DESC', id: 'DESC' },
    });
    const supports = await this.database.query<{ id: string; n: number; own: boolean }[]>(
      `SELECT proposal_id AS id, count(*)::int AS n, COALESCE(bool_or(account_id = $2), false) AS own
       FROM proposal_support WHERE proposal_id = ANY($1) GROUP BY proposal_id`,
      [ids, viewer],
    );
    return proposals.map((proposal) => {
      const { id, hiddenAt, withdrawnAt, publishedAt, decidedAt } = proposal;
      const writtenAt = proposal.writtenAt ?? publishedAt;
      const held = proposal.reading === 'waiting' ? 'to-read' : proposal.reading === 'sent-back' ? 'sent-back' : null;
      const gone = hiddenAt !== null ? 'hidden' : withdrawnAt !== null ? 'withdrawn' : null;
      const counted = supports.find((row) => row.id === id);
      const isDecided = ['accepted', 'refused'].includes(proposal.state);
      return {
        id,
        path: `/engagements/cahier/${id}`,
        title: hiddenAt === null ? proposal.title : '',
        body: gone === null ? proposal.body : '',
        collective: hiddenAt === null ? (proposal.organisation?.name ?? proposal.collectiveName) : '',
        collectiveId: proposal.organisationId,
        communeId: proposal.communeId,
        communeName: proposal.commune!.name,
        communeSlug: proposal.commune!.slug,
        measureKey: proposal.measure!.key,
        measureTitle: inLocale(proposal.measure!.title, locale),
        state: gone ?? held ?? proposal.state,
        writtenAt,
        publishedAt,
        decidedAt,
        days: daysBetween(writtenAt, (isDecided ? decidedAt : null) ?? this.clock.now()),
        supports: (counted?.n ?? 0) + sumOf(proposal.elsewhere),
        here: counted?.n ?? 0,
        elsewhere: shownElsewhere(proposal.elsewhere),
        cameFrom: proposal.cameFrom,
        cameFromHost: hostOf(proposal.cameFrom),
        answers:
          hiddenAt === null ? answers.filter((one) => one.proposalId === id).map((one) => shown(one, locale)) : [],
        goneAt: hiddenAt ?? withdrawnAt,
        reason: proposal.hiddenReason || proposal.sentBackReason,
        supported: counted?.own ?? false,
        version: proposal.version,
      };
    });
  }
}

function shown(
  { at, decision, body, authorName, commitment, action }: ProposalAnswer,
  locale: Locale,
): ProposalAnswerShown {
  const link =
    commitment?.publishedAt == null
      ? null
      : {
          path: `/engagements/${commitment.commune!.slug}/${commitment.measure!.key}`,
          title: action?.title ?? inLocale(commitment.measure!.title, locale),
        };
  return { at, decision, body, authorName, link };
}
