import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, Not } from 'typeorm';
import type { Locale } from '../../../platform/i18n/locales.js';
import { Commune } from '../../territories/commune.entity.js';
import { Measure } from '../frameworks/measure.entity.js';
import { inLocale } from '../frameworks/text-by-locale.js';
import { Commitment } from '../promises/commitment.entity.js';
import { CommuneOverviews, type CommitmentAtAGlance } from './overview.service.js';

export interface ComparedCommune {
  readonly name: string;
  readonly slug: string;
  readonly inseeCode: string;
}

export interface ComparedMeasure {
  readonly key: string;
  readonly title: string;
  /** In the order of the communes; no glance where nothing was published. */
  readonly cells: readonly { readonly commune: ComparedCommune; readonly glance: CommitmentAtAGlance | null }[];
}

export interface ComparedFramework {
  readonly key: string;
  readonly name: string;
  /** All that the programme asks, in its order; those that it dropped only where a commune is still held to them. */
  readonly measures: readonly ComparedMeasure[];
}

export interface Comparison {
  /** That published something, by name: an order that says nothing. */
  readonly communes: readonly ComparedCommune[];
  /** Served by the portal, with nothing published: named, and no more. By name. */
  readonly silent: readonly string[];
  readonly frameworks: readonly ComparedFramework[];
}

/** Communes side by side, measure by measure: what each promised and where it stands, without a score. */
@Injectable()
export class Comparisons {
  constructor(
    private readonly database: DataSource,
    private readonly overviews: CommuneOverviews,
  ) {}

  async all(locale: Locale): Promise<Comparison> {
    const commitments = await this.database.getRepository(Commitment).find({
      where: { publishedAt: Not(IsNull()) },
      relations: { commune: true, measure: true },
    });
    const glances = new Map((await this.overviews.atAGlance(commitments, locale)).map((one) => [one.id, one]));
    const committed = new Set(commitments.map(({ communeId }) => communeId));
    const all = await this.database.getRepository(Commune).find({ order: { name: 'ASC', slug: 'ASC' } });
    const communes = all.filter(({ id }) => committed.has(id));
    const measures = await this.measures(commitments);
    const frameworks = new Map(measures.map(({ framework }) => [framework!.id, framework!]));
    return {
      communes: communes.map(compared),
      silent: all.filter(({ id, served }) => served && !committed.has(id)).map(({ name }) => name),
      frameworks: [...frameworks.values()].map(({ id, key, name }) => ({
        key,
        name: inLocale(name, locale),
        measures: measures
          .filter(({ frameworkId }) => frameworkId === id)
          .map((measure) => ({
            key: measure.key,
            title: inLocale(measure.title, locale),
            cells: communes.map((commune) => {
              const own = commitments.find((one) => one.communeId === commune.id && one.measureId === measure.id);
              return { commune: compared(commune), glance: own === undefined ? null : glances.get(own.id)! };
            }),
          })),
      })),
    };
  }

  /** Of the programmes to which somebody committed, with those to which nobody did. */
  private async measures(commitments: readonly Commitment[]): Promise<Measure[]> {
    const held = new Set(commitments.map(({ measureId }) => measureId));
    const measures = await this.database.getRepository(Measure).find({
      where: { frameworkId: In([...new Set(commitments.map(({ measure }) => measure!.frameworkId))]) },
      relations: { framework: true },
      order: { framework: { position: 'ASC' }, position: 'ASC' },
    });
    return measures.filter(({ id, retiredAt }) => retiredAt === null || held.has(id));
  }
}

function compared({ name, slug, inseeCode }: Commune): ComparedCommune {
  return { name, slug, inseeCode };
}
