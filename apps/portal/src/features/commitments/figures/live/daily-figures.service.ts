import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../../platform/config/tokens.js';
import { inTransaction } from '../../../../platform/database/in-transaction.js';
import { JobTasks } from '../../../../platform/jobs/job-tasks.js';
import { Commune } from '../../../territories/commune.entity.js';
import { dayOf } from '../../news-age.js';
import { HostingFigure } from './hosting-figure.entity.js';
import { hostingFigures } from './hosting-counts.js';
import { LiveFigures } from './live-figures.service.js';

/** Keeps what the portal counts, day by day, and gives it to the indicators that show it. */
@Injectable()
export class DailyFigures implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly figures: LiveFigures,
    private readonly tasks: JobTasks,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {
    for (const figure of hostingFigures) this.figures.register(figure);
  }

  /** In the evening, so that the day is told by most of it; a second run of a day replaces the first. */
  onModuleInit(): void {
    this.tasks.schedule('commitments-daily-figures', '30 20 * * *', () => this.keepAll());
  }

  async keepAll(): Promise<void> {
    for (const commune of await this.database.getRepository(Commune).find({ order: { id: 'ASC' } })) {
      await inTransaction(this.database, async (manager) => {
        for (const { key } of this.figures.all()) await this.keep(manager, commune, key);
        await this.pass(manager, commune.id);
      });
    }
  }

  /** An indicator that was just made shows every day that was counted before, and today. */
  async begin(manager: EntityManager, communeId: string, source: string): Promise<void> {
    const commune = await manager.findOneByOrFail(Commune, { id: communeId });
    await this.keep(manager, commune, source);
    await this.pass(manager, communeId);
  }

  private async keep(manager: EntityManager, { id, inseeCode }: Commune, source: string): Promise<void> {
    const at = this.clock.now();
    const value = await this.figures.find(source)?.count(manager, { communeId: id, inseeCode, at });
    if (value === null || value === undefined) return;
    await manager.upsert(HostingFigure, { communeId: id, source, day: dayOf(at), value }, [
      'communeId',
      'source',
      'day',
    ]);
  }

  /** Values of the portal always say what was counted; a day that people had entered before stays theirs. */
  private async pass(manager: EntityManager, communeId: string): Promise<void> {
    const due = await manager.query<{ indicator_id: string; day: string; value: number }[]>(
      `SELECT indicator.id AS indicator_id, hosting_figure.day::text AS day, hosting_figure.value
       FROM hosting_figure
       JOIN commitment ON commitment.commune_id = hosting_figure.commune_id
       JOIN indicator ON indicator.commitment_id = commitment.id AND indicator.live_source = hosting_figure.source
       LEFT JOIN indicator_value ON indicator_value.indicator_id = indicator.id AND indicator_value.day = hosting_figure.day
       WHERE hosting_figure.commune_id = $1
         AND (indicator_value.id IS NULL OR (indicator_value.origin = 'portal' AND indicator_value.value <> hosting_figure.value))`,
      [communeId],
    );
    for (const { indicator_id, day, value } of due) {
      await manager.query(
        `INSERT INTO indicator_value (id, indicator_id, day, value, origin) VALUES ($1, $2, $3, $4, 'portal')
         ON CONFLICT (indicator_id, day) DO UPDATE SET value = excluded.value`,
        [newId(this.clock, this.randomness), indicator_id, day, value],
      );
    }
  }
}
