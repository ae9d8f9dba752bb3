import { failed, findConnector, isWorthRetrying, type Failed, type Outcome } from '@ronron/connectors';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { SECOND, type Clock, type Logger, type Randomness } from '@ronron/kernel';
import { DataSource, In, type EntityManager } from 'typeorm';
import { CLOCK, LOGGER, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { MOST_ATTEMPTS, retryDelay } from '../../../platform/jobs/retry-delay.js';
import { ServiceConnectors } from '../../catalogue/service-connectors.service.js';
import { Service } from '../../catalogue/service.entity.js';
import { ServiceCircuits } from '../../provisioning/circuits/service-circuits.service.js';
import { Comparison, type Compared } from './comparison.service.js';
import { LIVE_RUN, ReconciliationRun } from './reconciliation-run.entity.js';
import { RECONCILE, ReconciliationRuns } from './reconciliation-runs.service.js';
import { RunPages } from './run-pages.service.js';

/** After so long a run goes to the end of the queue, so that a worker which is told to stop is not waited for. */
const TURN = 5 * SECOND;

/** What a failure leaves in a run. */
type Setback = Pick<ReconciliationRun, 'attempts' | 'failureReason' | 'failureDetail'>;

/** How a run goes on: at once, later, or not. */
type Step = 'on' | 'over' | { readonly failure: Failed } | { readonly retryAfterMs: number };

/**
 * Walks a run page by page: asks the service with no transaction open, then writes down what came of it together with where to go
 * on. Killed anywhere, it repeats one page at most, and comes to the same.
 */
@Injectable()
export class Reconciler implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    private readonly runs: ReconciliationRuns,
    private readonly comparison: Comparison,
    private readonly pages: RunPages,
    private readonly connectors: ServiceConnectors,
    private readonly circuits: ServiceCircuits,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.tasks.register(RECONCILE, ({ id }: { id: string }) => this.run(id));
    this.tasks.schedule('reconcile-nightly', '15 1 * * *', () => this.runs.beginNightly());
  }

  async run(id: string): Promise<void> {
    const until = this.clock.now().getTime() + TURN;
    let run = await this.claim(id);
    if (run === null) return;
    const compared = await this.opened(run);
    while (run !== null) {
      const step = await this.step(run, compared);
      if (step === 'over') return;
      if (typeof step === 'object') return this.putOff(run, step);
      if (this.clock.now().getTime() >= until)
        return inTransaction(this.database, (manager) => this.runs.enqueue(manager, run!));
      run = await this.live(id);
    }
  }

  private async claim(id: string): Promise<ReconciliationRun | null> {
    await this.database
      .getRepository(ReconciliationRun)
      .update({ id, status: In(['queued', 'waiting']) }, { status: 'running' });
    return this.live(id);
  }

  /** Null once it is over, e.g. because somebody stopped it. */
  private live(id: string): Promise<ReconciliationRun | null> {
    return this.database.getRepository(ReconciliationRun).findOneBy({ id, status: In([...LIVE_RUN]) });
  }

  private async opened(run: ReconciliationRun): Promise<Compared> {
    const service = await this.database.getRepository(Service).findOneByOrFail({ id: run.serviceId });
    const connector = await this.connectors.forService(run.serviceId);
    return { connector, can: findConnector(service.connectorId)!.can, latency: 100 };
  }

  private async step(run: ReconciliationRun, compared: Compared): Promise<Step> {
    const { connector } = compared;
    const circuit = await this.circuits.openOf(run.serviceId);
    if (circuit !== null) return { retryAfterMs: circuit.nextProbeAt!.getTime() - this.clock.now().getTime() + SECOND };
    if (run.phase === 'repairs') return this.pages.repair(run);
    if (connector.list === undefined && connector.inspect === undefined) {
      return { failure: failed('unsupported', 'This kind of tool does not tell what it holds.') };
    }
    if (run.phase === 'extras') return this.pages.extras(run, connector.list !== undefined);
    if (run.phase === 'listing') {
      if (connector.list === undefined) return this.pages.skipTo(run, 'subscriptions');
      const outcome = await this.comparison.listed(run, compared);
      // A list that makes no sense says nothing of what is asked for by name.
      await this.circuits.recordOne(run.serviceId, outcome);
      if (outcome.kind !== 'done') return stepAfter(outcome);
      return this.pages.write(run, outcome.value);
    }
    const page = await this.comparison.subscribed(run, compared);
    if (page.failure !== null) await this.circuits.record(run.serviceId, page.failure);
    else if (page.looked > 0) await this.circuits.record(run.serviceId, { kind: 'done', value: null });
    if (page.looked + page.inMotion + page.unreadable > 0 || page.failure === null) {
      const step = await this.pages.write(run, page);
      if (page.failure === null) return step;
    }
    return { failure: page.failure };
  }

  private async putOff(run: ReconciliationRun, step: Exclude<Step, string>): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      if ('retryAfterMs' in step) return this.wait(manager, run, null, step.retryAfterMs);
      const { reason, detail } = step.failure;
      const current = await manager.findOneByOrFail(ReconciliationRun, { id: run.id });
      const attempts = current.attempts + 1;
      const failure = { attempts, failureReason: reason, failureDetail: detail.slice(0, 500) };
      this.logger.info({ runId: run.id, reason, attempts }, 'reconciliation failed');
      if (attempts < MOST_ATTEMPTS && isWorthRetrying(reason)) {
        return this.wait(manager, run, failure, retryDelay(attempts, this.randomness));
      }
      await this.change(manager, run, { ...failure, status: 'failed', finishedAt: this.clock.now() });
    });
  }

  private async wait(
    manager: EntityManager,
    run: ReconciliationRun,
    setback: Setback | null,
    delay: number,
  ): Promise<void> {
    if (!(await this.change(manager, run, { ...setback, status: 'waiting' }))) return;
    await this.runs.enqueue(manager, run, new Date(this.clock.now().getTime() + delay));
  }

  /** False when somebody stopped it meanwhile. */
  private async change(
    manager: EntityManager,
    { id }: ReconciliationRun,
    values: Partial<Setback> & Partial<Pick<ReconciliationRun, 'status' | 'finishedAt'>>,
  ): Promise<boolean> {
    const { affected } = await manager.update(ReconciliationRun, { id, status: In([...LIVE_RUN]) }, values);
    return affected === 1;
  }
}

function stepAfter(outcome: Exclude<Outcome<unknown>, { kind: 'done' }>): Step {
  return outcome.kind === 'pending' ? { retryAfterMs: outcome.retryAfterMs } : { failure: outcome };
}
