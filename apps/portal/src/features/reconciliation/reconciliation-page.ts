import { Injectable } from '@nestjs/common';
import { reasonKey, type FailureReason } from '@ronron/connectors';
import { tableView, type FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { operatorArea, servicesCrumbs } from '../../platform/pages/area.js';
import { Pages } from '../../platform/pages/pages.js';
import type { Service } from '../catalogue/service.entity.js';
import { ServiceCircuits } from '../provisioning/circuits/service-circuits.service.js';
import { ownerOf, type Drift, type DriftStatus } from './drifts/drift.entity.js';
import { Drifts } from './drifts/drifts.service.js';
import { LIVE_RUN, type ReconciliationRun } from './runs/reconciliation-run.entity.js';
import { ReconciliationRuns } from './runs/reconciliation-runs.service.js';
import { reconciliationModes } from './runs/reconciliation-setting.entity.js';

/** The lists of the page, and which drifts each shows. */
const LISTS = {
  open: ['open', 'repairing', 'ending'],
  known: ['known'],
  gone: ['gone'],
} as const satisfies Record<string, readonly DriftStatus[]>;
type ListName = keyof typeof LISTS;

/** Draws how the comparison of a service goes, what differs, and how often to look. */
@Injectable()
export class ReconciliationPage {
  constructor(
    private readonly runs: ReconciliationRuns,
    private readonly drifts: Drifts,
    private readonly circuits: ServiceCircuits,
    private readonly pages: Pages,
  ) {}

  /** @param after id of the last drift of the page before; null for the first */
  async draw(
    service: Service,
    form: FormState,
    list: ListName,
    after: string | null,
    reply: FastifyReply,
  ): Promise<void> {
    const { request } = reply;
    const run = await this.runs.latest(service.id);
    const counts = await this.drifts.countByStatus(service.id);
    const page = await this.drifts.list(service.id, LISTS[list], after);
    const count = (name: ListName): number => LISTS[name].reduce((sum, status) => sum + (counts.get(status) ?? 0), 0);
    const lists = (Object.keys(LISTS) as ListName[]).map((name) => ({
      label: this.pages.text(request, `reconciliation:lists.${name}`),
      href: `${driftsOf(service.id)}?liste=${name}`,
      current: name === list,
      count: count(name),
    }));
    const circuit = await this.circuits.openOf(service.id);
    const model = {
      form,
      base: `/operateur/services/${service.id}`,
      serviceName: service.name,
      run: run === null ? null : this.runModel(request, run),
      live: run !== null && LIVE_RUN.includes(run.status),
      lists,
      list,
      table: this.table(request, service, page.drifts),
      repairable: list === 'open' && (counts.get('open') ?? 0) > 0,
      modes: reconciliationModes.map((value) => ({
        value,
        labelKey: `reconciliation:modes.${value}`,
        hintKey: `reconciliation:modeHints.${value}`,
      })),
      circuit,
      circuitReason: reasonText(this.pages, request, circuit?.reason ?? null),
      next: page.next === null ? null : `${driftsOf(service.id)}?liste=${list}&apres=${page.next}`,
      previous: null,
    };
    const draw = Object.keys(form.errors).length > 0 ? 'showErrors' : 'show';
    await this.pages[draw](request, reply, 'reconciliation/index', model, {
      title: { key: 'reconciliation:titleOf', params: { name: service.name } },
      breadcrumbs: servicesCrumbs(operatorArea),
    });
  }

  private runModel(request: FastifyRequest, run: ReconciliationRun): object {
    const text = (key: string): string => this.pages.text(request, `reconciliation:run.${key}`);
    const facts = [
      { term: text('startedAt'), at: run.createdAt },
      { term: text('finishedAt'), at: run.finishedAt },
      { term: text('looked'), value: run.looked },
      { term: text('differing'), value: run.differing },
      { term: text('extras'), value: run.extras },
      { term: text('inMotion'), value: run.inMotion },
      { term: text('unreadable'), value: run.unreadable },
      { term: text('repaired'), value: run.repaired },
    ].filter((fact) => ('at' in fact ? fact.at !== null : fact.value > 0 || fact.term === text('looked')));
    const reason = reasonText(this.pages, request, run.failureReason);
    return { status: run.status, held: run.held, detail: run.failureDetail, reason, facts };
  }

  private table(request: FastifyRequest, service: Service, drifts: readonly Drift[]): ReturnType<typeof tableView> {
    const text = (key: string): string => this.pages.text(request, `reconciliation:${key}`);
    return tableView({
      caption: text('drifts.caption'),
      rows: drifts,
      columns: [
        { label: text('drifts.whose'), value: ownerOf, href: (drift) => `${driftsOf(service.id)}/${drift.id}` },
        { label: text('drifts.kinds'), value: (drift) => drift.kinds.map((kind) => text(`kinds.${kind}`)).join(', ') },
        {
          label: text('drifts.status'),
          kind: 'badge',
          status: (drift) => `drift-${drift.status}`,
          value: (drift) => text(`status.${drift.status}`),
        },
        { label: text('drifts.remoteName'), value: (drift) => drift.remoteName },
        { label: text('drifts.since'), kind: 'dateTime', value: (drift) => drift.firstSeenAt },
      ],
    });
  }
}

/** Which list an address asks for; what is open when it asks for none that we know. */
export function listNamed(name: unknown): ListName {
  return (Object.keys(LISTS) as ListName[]).find((known) => known === name) ?? 'open';
}

/** The address of what differs in a service. */
export function driftsOf(serviceId: string): string {
  return `${operatorArea.path}/${serviceId}/ecarts`;
}

function reasonText(pages: Pages, request: FastifyRequest, reason: string | null): string {
  return reason === null ? '' : pages.text(request, reasonKey(reason as FailureReason));
}
