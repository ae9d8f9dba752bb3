import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { DriftRecords } from '../drifts/drift-records.service.js';
import { extra, type ComparedPage } from './comparison.service.js';
import { ReconciliationRun, type RunPhase } from './reconciliation-run.entity.js';
import { RemoteSighting } from './remote-sighting.entity.js';
import { RunRepairs } from './run-repairs.service.js';

const EXTRAS_PAGE = 500;

type Counts = Partial<Record<'looked' | 'differing' | 'extras' | 'inMotion' | 'unreadable' | 'repaired', number>>;

/**
 * Writes pages down. Each is one transaction that first moves the run on from where the page began: of two workers at the same page
 * one finds that it has moved, and leaves it.
 */
@Injectable()
export class RunPages {
  constructor(
    private readonly database: DataSource,
    private readonly drifts: DriftRecords,
    private readonly repairs: RunRepairs,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async write(run: ReconciliationRun, page: ComparedPage): Promise<'on' | 'over'> {
    return inTransaction(this.database, async (manager) => {
      const still = await this.unchanged(manager, page.revisions);
      const speaks = (id: string | null): boolean => id === null || still.has(id);
      const findings = page.findings.filter(({ subscriptionId }) => speaks(subscriptionId));
      const inOrder = page.inOrder.filter(speaks);
      const changed = page.revisions.size - still.size;
      const extras = findings.filter(({ kinds }) => kinds.includes('extra')).length;
      const moved = await this.advance(manager, run, page.next.phase, page.next.cursor, {
        looked: page.looked - changed,
        inMotion: page.inMotion + changed,
        unreadable: page.unreadable,
        differing: findings.length - extras,
        extras,
      });
      if (!moved) return 'over';
      await this.drifts.found(manager, run, findings);
      await this.drifts.inOrder(manager, run, inOrder);
      await this.keep(manager, run, page);
      return 'on';
    });
  }

  async skipTo(run: ReconciliationRun, phase: RunPhase): Promise<'on' | 'over'> {
    return inTransaction(this.database, async (manager) =>
      (await this.advance(manager, run, phase, null, {})) ? 'on' : 'over',
    );
  }

  /** Names that the tool listed and no subscription answers to. Where it lists nothing there is nothing to say. */
  async extras(run: ReconciliationRun, lists: boolean): Promise<'on' | 'over'> {
    return inTransaction(this.database, async (manager) => {
      const names = lists ? await this.nobodys(manager, run) : [];
      const last = names.length < EXTRAS_PAGE;
      const cursor = last ? null : names.at(-1)!;
      if (!(await this.advance(manager, run, last ? 'repairs' : 'extras', cursor, { extras: names.length })))
        return 'over';
      const unknown = { state: 'active', subscriptionId: null, memberCount: null, quotaBytes: null } as const;
      await this.drifts.found(
        manager,
        run,
        names.map((remoteName) => extra(remoteName, { ...unknown, remoteName })),
      );
      if (last && lists) await this.drifts.extrasNotSeen(manager, run);
      return 'on';
    });
  }

  async repair(run: ReconciliationRun): Promise<'on' | 'over'> {
    return inTransaction(this.database, async (manager) => {
      const held = run.repairs && this.repairs.mustBeHeld(run);
      const repaired = run.repairs && !held ? await this.repairs.order(manager, run) : 0;
      if (repaired > 0) return (await this.advance(manager, run, 'repairs', run.cursor, { repaired })) ? 'on' : 'over';
      await this.repairs.recordAll(manager, run);
      await manager.update(ReconciliationRun, { id: run.id }, { status: 'done', held, finishedAt: this.clock.now() });
      await manager.delete(RemoteSighting, { runId: run.id });
      return 'over';
    });
  }

  /** False when the run is not there any more: somebody stopped it, or another worker wrote this page. */
  private async advance(
    manager: EntityManager,
    run: ReconciliationRun,
    phase: RunPhase,
    cursor: string | null,
    counts: Counts,
  ): Promise<boolean> {
    const added = Object.entries({ ...counts, pages: 1 }).map(([name, count]) => [
      name,
      () => `${snake(name)} + ${Math.trunc(count)}`,
    ]);
    const { affected } = await manager
      .createQueryBuilder()
      .update(ReconciliationRun)
      .set({ phase, cursor, attempts: 0, failureReason: null, failureDetail: '', ...Object.fromEntries(added) })
      .where(`id = :id AND status = 'running' AND phase = :phase AND cursor IS NOT DISTINCT FROM :cursor`, run)
      .execute();
    return affected === 1;
  }

  /** Which of the compared subscriptions nobody changed since; they do not change before the page is written. */
  private async unchanged(
    manager: EntityManager,
    revisions: ReadonlyMap<string, number>,
  ): Promise<ReadonlySet<string>> {
    const rows = await manager.query<{ id: string }[]>(
      `SELECT subscription.id FROM subscription
       JOIN unnest($1::uuid[], $2::int[]) AS compared(id, revision) ON compared.id = subscription.id
       WHERE wanted_revision = compared.revision ORDER BY subscription.id FOR SHARE OF subscription`,
      [[...revisions.keys()], [...revisions.values()]],
    );
    return new Set(rows.map((row) => row.id));
  }

  private async keep(manager: EntityManager, run: ReconciliationRun, { sightings }: ComparedPage): Promise<void> {
    if (sightings.length === 0) return;
    await manager.query(
      `INSERT INTO remote_sighting (run_id, remote_name, subscription_id)
       SELECT DISTINCT ON (row.name) $1::uuid, row.name, row.subscription
       FROM unnest($2::text[], $3::uuid[]) AS row(name, subscription) ORDER BY row.name, row.subscription NULLS LAST
       ON CONFLICT (run_id, remote_name) DO UPDATE
         SET subscription_id = coalesce(excluded.subscription_id, remote_sighting.subscription_id)`,
      [run.id, sightings.map(({ remoteName }) => remoteName), sightings.map(({ subscriptionId }) => subscriptionId)],
    );
  }

  private async nobodys(manager: EntityManager, run: ReconciliationRun): Promise<string[]> {
    const rows = await manager.query<{ remote_name: string }[]>(
      `SELECT remote_name FROM remote_sighting
       WHERE run_id = $1 AND subscription_id IS NULL AND ($2::text IS NULL OR remote_name > $2)
       ORDER BY remote_name LIMIT ${EXTRAS_PAGE}`,
      [run.id, run.cursor],
    );
    return rows.map((row) => row.remote_name);
  }
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
