import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, Not } from 'typeorm';
import type { Locale } from '../../../platform/i18n/locales.js';
import { inLocale } from '../frameworks/text-by-locale.js';
import { Commitment } from '../promises/commitment.entity.js';
import { CommuneOverviews, type CommitmentAtAGlance } from './overview.service.js';

export interface ComparedMeasure {
  readonly key: string;
  readonly title: string;
  /** In the order of the communes; null where nothing was published. */
  readonly cells: readonly ({ readonly slug: string; readonly glance: CommitmentAtAGlance } | null)[];
}

export interface Comparison {
  /** By name: an order that says nothing. */
  readonly communes: readonly { readonly name: string; readonly slug: string }[];
  readonly frameworks: readonly { readonly name: string; readonly measures: readonly ComparedMeasure[] }[];
}

/** Communes side by side, measure by measure: what each promised and where it stands, without a score. */
@Injectable()
export class Comparisons {
  constructor(
    private readonly database: DataSource,
    private readonly overviews: CommuneOverviews,
  ) {}

  async all(locale: Locale): Promise<Comparison> {
    const communes = await this.overviews.communes();
    const commitments = await this.database.getRepository(Commitment).find({
      where: { publishedAt: Not(IsNull()) },
      relations: { commune: true, measure: { framework: true } },
      order: { measure: { framework: { position: 'ASC' }, position: 'ASC' } },
    });
    const glances = new Map((await this.overviews.atAGlance(commitments, locale)).map((one) => [one.id, one]));
    const frameworks = new Map<string, { name: string; measures: Map<string, Commitment[]> }>();
    for (const commitment of commitments) {
      const { framework, key } = commitment.measure!;
      const group = frameworks.get(framework!.id) ?? { name: inLocale(framework!.name, locale), measures: new Map() };
      group.measures.set(key, [...(group.measures.get(key) ?? []), commitment]);
      frameworks.set(framework!.id, group);
    }
    return {
      communes: communes.map(({ name, slug }) => ({ name, slug })),
      frameworks: [...frameworks.values()].map(({ name, measures }) => ({
        name,
        measures: [...measures].map(([key, theirs]) => ({
          key,
          title: inLocale(theirs[0]!.measure!.title, locale),
          cells: communes.map(({ slug }) => {
            const own = theirs.find(({ commune }) => commune!.slug === slug);
            return own === undefined ? null : { slug, glance: glances.get(own.id)! };
          }),
        })),
      })),
    };
  }
}
