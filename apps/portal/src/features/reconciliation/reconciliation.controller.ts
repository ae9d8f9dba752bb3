import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { reasonKey, type FailureReason } from '@ronron/connectors';
import { isId, type Result } from '@ronron/kernel';
import { tableView, type FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, readForm } from '../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { ManagedServices } from '../catalogue/managed-services.service.js';
import type { Service } from '../catalogue/service.entity.js';
import { ServiceCircuits } from '../provisioning/circuits/service-circuits.service.js';
import type { Drift, DriftStatus } from './drifts/drift.entity.js';
import { Drifts } from './drifts/drifts.service.js';
import { modeForm } from './reconciliation.form.js';
import { LIVE_RUN, type ReconciliationRun } from './runs/reconciliation-run.entity.js';
import { ReconciliationRuns } from './runs/reconciliation-runs.service.js';
import { reconciliationModes } from './runs/reconciliation-setting.entity.js';

const CRUMBS: PageOptions['breadcrumbs'] = [
  { label: 'catalogue:edit.operatorDesk', href: '/operateur' },
  { label: 'catalogue:edit.title', href: '/operateur/services' },
];

/** The lists of the page, and which drifts each shows. */
const LISTS = {
  open: ['open', 'repairing', 'ending'],
  known: ['known'],
  gone: ['gone'],
} as const satisfies Record<string, readonly DriftStatus[]>;
type ListName = keyof typeof LISTS;

/** A service compared with what was granted: how the comparison goes, what differs, and how often to look. */
@Controller('operateur/services/:id/ecarts')
@Access('operator')
export class ReconciliationController {
  constructor(
    private readonly services: ManagedServices,
    private readonly runs: ReconciliationRuns,
    private readonly drifts: Drifts,
    private readonly circuits: ServiceCircuits,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query('liste') list: unknown,
    @Query('apres') after: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const service = await this.services.get(actor, id);
    const name = (Object.keys(LISTS) as ListName[]).find((known) => known === list) ?? 'open';
    const form = emptyForm({ mode: await this.runs.modeOf(service.id) });
    await this.draw(request, reply, service, form, name, isId(after) ? after : null);
  }

  @Post('comparaison')
  async compare(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(request, reply, id, await this.runs.compare(actor, id), 'reconciliation:flash.started');
  }

  @Post('comparaison/arret')
  async stop(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(request, reply, id, await this.runs.stop(actor, id), 'reconciliation:flash.stopped');
  }

  @Post('reparation')
  async repairAll(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(request, reply, id, await this.runs.repairAll(actor, id), 'reconciliation:flash.repairOrdered');
  }

  @Post('reglage')
  async setMode(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(modeForm, body);
    if (!form.ok) return this.draw(request, reply, await this.services.get(actor, id), form.error, 'open', null);
    await this.runs.setMode(actor, id, form.value.mode);
    await this.pages.goTo(request, reply, path(id), { kind: 'success', key: 'reconciliation:flash.set' });
  }

  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    service: Service,
    form: FormState,
    list: ListName,
    after: string | null,
  ): Promise<void> {
    const run = await this.runs.latest(service.id);
    const counts = await this.drifts.countByStatus(service.id);
    const page = await this.drifts.list(service.id, LISTS[list], after);
    const count = (name: ListName): number => LISTS[name].reduce((sum, status) => sum + (counts.get(status) ?? 0), 0);
    const lists = (Object.keys(LISTS) as ListName[]).map((name) => ({
      label: this.pages.text(request, `reconciliation:lists.${name}`),
      href: `${path(service.id)}?liste=${name}`,
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
      next: page.next === null ? null : `${path(service.id)}?liste=${list}&apres=${page.next}`,
      previous: null,
    };
    const options: PageOptions = {
      title: { key: 'reconciliation:titleOf', params: { name: service.name } },
      breadcrumbs: CRUMBS,
    };
    const show = Object.keys(form.errors).length > 0 ? 'showErrors' : 'show';
    await this.pages[show](request, reply, 'reconciliation/index', model, options);
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
        { label: text('drifts.whose'), value: ownerOf, href: (drift) => `${path(service.id)}/${drift.id}` },
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

  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    result: Result<unknown, 'already'>,
    key: string,
  ): Promise<void> {
    const flash = result.ok
      ? ({ kind: 'success', key } as const)
      : ({ kind: 'warning', key: 'reconciliation:flash.already' } as const);
    await this.pages.goTo(request, reply, path(id), flash);
  }
}

function reasonText(pages: Pages, request: FastifyRequest, reason: string | null): string {
  return reason === null ? '' : pages.text(request, reasonKey(reason as FailureReason));
}

function path(serviceId: string): string {
  return `/operateur/services/${serviceId}/ecarts`;
}

/** Whose it is, or what the tool calls it when it is nobody's. */
export function ownerOf({ subscription, remoteName }: Drift): string {
  return subscription?.organisation?.name ?? subscription?.account?.displayName ?? remoteName;
}
