import {
  failed,
  type ActualState,
  type Connector,
  type ConnectorAbilities,
  type Failed,
  type Outcome,
} from '@ronron/connectors';
import { Inject, Injectable } from '@nestjs/common';
import { DAY, isId, type Clock } from '@ronron/kernel';
import { DataSource, In } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { DesiredStates } from '../../provisioning/desired-state.service.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';
import type { Finding } from '../drifts/drift-records.service.js';
import { askInOrder, widthFor } from './ask-in-order.js';
import { differences, heldByRight, heldByTool } from './compare-states.js';
import type { ReconciliationRun, RunPhase } from './reconciliation-run.entity.js';

const PAGE = 200;
/** A list that has not ended after so many pages never will: its tool makes up marks where to go on. */
const MOST_PAGES = 10_000;
/** Where a tool lists nothing, what ended is looked for this long, in milliseconds: removal may have failed unseen. */
const ENDED_LOOKED_FOR = 90 * DAY;

export interface Sighting {
  readonly remoteName: string;
  readonly subscriptionId: string | null;
}

/** What one page of a run came to, not written down yet. */
export interface ComparedPage {
  readonly next: { readonly phase: RunPhase; readonly cursor: string | null };
  readonly findings: readonly Finding[];
  /** Subjects that are as they should be. */
  readonly inOrder: readonly string[];
  readonly sightings: readonly Sighting[];
  /** By id, the revision that was compared: one that changed since says nothing. */
  readonly revisions: ReadonlyMap<string, number>;
  readonly looked: number;
  readonly inMotion: number;
  readonly unreadable: number;
  /** The service stopped answering after what this page holds. */
  readonly failure: Failed | null;
}

/** What the comparison of one service needs. */
export interface Compared {
  readonly connector: Connector;
  readonly can: ConnectorAbilities;
  /** Milliseconds that the last answers took; raised and lowered as they come. */
  latency: number;
}

/** Compares a page of a service with what was granted. Calls the service, writes nothing. */
@Injectable()
export class Comparison {
  constructor(
    private readonly database: DataSource,
    private readonly desired: DesiredStates,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A page of what the tool lists. */
  async listed(run: ReconciliationRun, { connector, can }: Compared): Promise<Outcome<ComparedPage>> {
    const outcome = await connector.list!(run.cursor);
    if (outcome.kind !== 'done') return outcome;
    const { items, next } = outcome.value;
    const known = await this.known(items);
    const seen = await this.seenBefore(run, items);
    const page = emptyPage(
      next === null ? { phase: 'subscriptions', cursor: null } : { phase: 'listing', cursor: next },
    );
    const compared: { subscription: Subscription; found: ActualState }[] = [];
    let repeated = 0;
    for (const item of items) {
      const id = item.subscriptionId !== null && isId(item.subscriptionId) ? item.subscriptionId : null;
      const subscription = id === null ? undefined : known.get(id);
      if (seen.names.has(item.remoteName) && (id === null || seen.ids.has(id))) {
        // Lists shift while they are read, and some tools give a page twice: it is the same one again.
        repeated += 1;
        continue;
      }
      seen.names.add(item.remoteName);
      // Another service of ours at the same tool keeps its own.
      if (subscription !== undefined && subscription.serviceId !== run.serviceId) continue;
      const twice = subscription !== undefined && seen.ids.has(subscription.id);
      page.sightings.push({ remoteName: item.remoteName, subscriptionId: id });
      if (id === null) continue;
      seen.ids.add(id);
      if (subscription !== undefined && !twice) compared.push({ subscription, found: item });
      else if (item.state !== 'absent') page.findings.push(extra(twice ? item.remoteName : id, item));
    }
    const circles = next !== null && (next === run.cursor || (items.length > 0 && repeated === items.length));
    if (circles) return failed('bad-answer', 'The list of the tool goes round in circles.');
    if (next !== null && run.pages >= MOST_PAGES) return failed('bad-answer', 'The list of the tool has no end.');
    await this.compare(page, run.serviceId, can, compared);
    return { kind: 'done', value: page };
  }

  /** A page of the subscriptions that no list told of, asked for one by one. */
  async subscribed(run: ReconciliationRun, compared: Compared): Promise<ComparedPage> {
    const subscriptions = await this.unseen(run);
    const last = subscriptions.length < PAGE;
    const { connector, can } = compared;
    const named = connector.list !== undefined && connector.inspect !== undefined;
    const startedAt = this.clock.now().getTime();
    const width = widthFor(compared.latency);
    const { answers, failure } = await askInOrder(subscriptions, width, (subscription) =>
      this.ask(subscription, connector),
    );
    const asked = answers.length;
    compared.latency = asked === 0 ? compared.latency : ((this.clock.now().getTime() - startedAt) * width) / asked;
    const page = emptyPage(
      last && failure === null
        ? { phase: 'extras', cursor: null }
        : { phase: 'subscriptions', cursor: subscriptions[asked - 1]?.id ?? run.cursor },
    );
    page.failure = failure?.kind === 'failed' ? failure : null;
    const found: { subscription: Subscription; found: ActualState }[] = [];
    answers.forEach((answer, at) => {
      const subscription = subscriptions[at]!;
      if (subscription.handle === null) page.inMotion += 1;
      else if (answer.kind !== 'done') page.unreadable += 1;
      else {
        if (named) page.sightings.push({ remoteName: answer.value.remoteName, subscriptionId: subscription.id });
        found.push({ subscription, found: answer.value });
      }
    });
    await this.compare(page, run.serviceId, can, found);
    return page;
  }

  private async ask(subscription: Subscription, connector: Connector): Promise<Outcome<ActualState>> {
    const { id: subscriptionId, handle } = subscription;
    const absent: ActualState = {
      state: 'absent',
      subscriptionId,
      remoteName: '',
      memberCount: null,
      quotaBytes: null,
    };
    // Not made yet, or a tool that lists all it has and did not list this.
    if (handle === null || connector.inspect === undefined) return { kind: 'done', value: absent };
    return connector.inspect(handle as never);
  }

  private async compare(
    page: WritablePage,
    serviceId: string,
    can: ConnectorAbilities,
    pairs: readonly { subscription: Subscription; found: ActualState }[],
  ): Promise<void> {
    const still = pairs.filter(({ subscription }) => subscription.appliedRevision === subscription.wantedRevision);
    page.inMotion += pairs.length - still.length;
    page.looked += still.length;
    const wanted = await this.desired.ofAll(
      serviceId,
      still.map(({ subscription }) => subscription),
    );
    still.forEach(({ subscription, found }, at) => {
      page.revisions.set(subscription.id, subscription.wantedRevision);
      const right = wanted[at]!;
      const kinds = isNotOpenedYet(subscription, found) ? [] : differences(right, found, can);
      if (kinds.length === 0) page.inOrder.push(subscription.id);
      else {
        page.findings.push({
          subject: subscription.id,
          subscriptionId: subscription.id,
          remoteName: found.remoteName,
          kinds,
          found: heldByTool(found),
          wanted: heldByRight(right),
        });
      }
    });
  }

  private async known(items: readonly ActualState[]): Promise<ReadonlyMap<string, Subscription>> {
    const ids = items.flatMap(({ subscriptionId }) => (isId(subscriptionId) ? [subscriptionId] : []));
    const subscriptions = await this.database.getRepository(Subscription).findBy({ id: In(ids) });
    return new Map(subscriptions.map((subscription) => [subscription.id, subscription]));
  }

  /** What of them earlier pages of this run listed already: the same ones again, or under another name what the tool has twice. */
  private async seenBefore(
    run: ReconciliationRun,
    items: readonly ActualState[],
  ): Promise<{ readonly names: Set<string>; readonly ids: Set<string> }> {
    const ids = items.flatMap(({ subscriptionId }) => (isId(subscriptionId) ? [subscriptionId] : []));
    const names = items.map(({ remoteName }) => remoteName);
    const rows = await this.database.query<{ remote_name: string; subscription_id: string | null }[]>(
      `SELECT remote_name, subscription_id FROM remote_sighting
       WHERE run_id = $1 AND (subscription_id = ANY($2) OR remote_name = ANY($3))`,
      [run.id, ids, names],
    );
    return {
      names: new Set(rows.map((row) => row.remote_name)),
      ids: new Set(rows.flatMap((row) => row.subscription_id ?? [])),
    };
  }

  private unseen(run: ReconciliationRun): Promise<Subscription[]> {
    return this.database
      .getRepository(Subscription)
      .createQueryBuilder('subscription')
      .where('subscription.service_id = :serviceId', { serviceId: run.serviceId })
      .andWhere('subscription.id > :after', { after: run.cursor ?? '00000000-0000-0000-0000-000000000000' })
      .andWhere(`(subscription.status <> 'ended' OR subscription.ended_at > :since)`, {
        since: new Date(this.clock.now().getTime() - ENDED_LOOKED_FOR),
      })
      .andWhere(
        `NOT EXISTS (SELECT 1 FROM remote_sighting AS seen
          WHERE seen.run_id = :runId AND seen.subscription_id = subscription.id)`,
        { runId: run.id },
      )
      .orderBy('subscription.id', 'ASC')
      .take(PAGE)
      .getMany();
  }
}

/** Suspended before the tool ever opened it: many tools make nothing then, and nothing is lost. */
function isNotOpenedYet({ status, provisionedAt }: Subscription, found: ActualState): boolean {
  return status === 'suspended' && provisionedAt === null && found.state === 'absent';
}

/** A finding about something that nobody was granted. */
export function extra(subject: string, found: ActualState): Finding {
  return {
    subject,
    subscriptionId: null,
    remoteName: found.remoteName,
    kinds: ['extra'],
    found: heldByTool(found),
    wanted: null,
  };
}

interface WritablePage extends ComparedPage {
  readonly findings: Finding[];
  readonly inOrder: string[];
  readonly sightings: Sighting[];
  readonly revisions: Map<string, number>;
  looked: number;
  inMotion: number;
  unreadable: number;
  failure: Failed | null;
}

function emptyPage(next: ComparedPage['next']): WritablePage {
  return {
    ...{ next, findings: [], inOrder: [], sightings: [], revisions: new Map<string, number>() },
    ...{ looked: 0, inMotion: 0, unreadable: 0, failure: null },
  };
}
