import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { reasonKey, type FailureReason } from '@ronron/connectors';
import { isId, type Result } from '@ronron/kernel';
import { tableView } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { knownId } from '../../platform/security/known-id.js';
import { holderName } from '../subscriptions/subscription.entity.js';
import { JobRepairs } from './job-repairs.service.js';
import { provisioningStatuses, type ProvisioningJob, type ProvisioningStatus } from './provisioning-job.entity.js';

const DESK = { label: 'provisioning:breadcrumbs.desk', href: '/operateur' };
const LIST = { label: 'provisioning:jobs.title', href: '/operateur/travaux' };
const FILTERS = ['stuck', ...provisioningStatuses] as const;

/** Provisioning work as operators see it: what failed, why, and what to do about it. */
@Controller('operateur/travaux')
@Access('operator')
export class JobsController {
  constructor(
    private readonly repairs: JobRepairs,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(
    @CurrentActor() actor: Actor,
    @Query('etat') status: unknown,
    @Query('apres') after: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filter = FILTERS.find((known) => known === status) ?? null;
    const page = await this.repairs.list(
      actor,
      filter as 'stuck' | ProvisioningStatus | null,
      isId(after) ? after : null,
    );
    const text = (key: string): string => this.pages.text(request, key);
    const filters = [null, ...FILTERS].map((name) => ({
      label: text(`provisioning:filters.${name ?? 'all'}`),
      href: name === null ? '/operateur/travaux' : `/operateur/travaux?etat=${name}`,
      current: name === filter,
    }));
    const table = tableView({
      caption: text('provisioning:jobs.title'),
      rows: page.jobs,
      columns: [
        {
          label: text('provisioning:jobs.holder'),
          value: ({ subscription }) => holderName(subscription!),
          href: ({ id }) => `/operateur/travaux/${id}`,
        },
        { label: text('provisioning:jobs.service'), value: (job) => job.subscription!.service!.name },
        {
          label: text('provisioning:jobs.status'),
          kind: 'badge',
          status: (job) => job.status,
          value: (job) => text(`provisioning:status.${job.status}`),
        },
        { label: text('provisioning:jobs.attempts'), kind: 'number', value: (job) => job.attempts },
        { label: text('provisioning:jobs.reason'), value: (job) => this.reason(request, job) },
        { label: text('provisioning:jobs.made'), kind: 'dateTime', value: (job) => job.createdAt },
      ],
    });
    const query = new URLSearchParams({ ...(filter === null ? {} : { etat: filter }), apres: page.next ?? '' });
    const next = page.next === null ? null : `/operateur/travaux?${query.toString()}`;
    await this.pages.show(
      request,
      reply,
      'provisioning/index',
      { table, filters, next, previous: null },
      { title: 'provisioning:jobs.title', breadcrumbs: [DESK] },
    );
  }

  @Get(':id')
  async show(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const job = await this.repairs.find(actor, knownId(id));
    const text = (key: string): string => this.pages.text(request, key);
    const facts = [
      { term: text('provisioning:jobs.made'), at: job.createdAt },
      { term: text('provisioning:jobs.attempts'), value: job.attempts },
      { term: text('provisioning:job.startedAt'), at: job.startedAt },
      { term: text('provisioning:job.nextAttemptAt'), at: job.nextAttemptAt },
      { term: text('provisioning:job.finishedAt'), at: job.finishedAt },
    ].filter((fact) => !('at' in fact) || fact.at !== null);
    const model = {
      job,
      facts,
      holder: holderName(job.subscription!),
      serviceName: job.subscription!.service!.name,
      serviceId: job.subscription!.serviceId,
      reason: this.reason(request, job),
      canDecide: job.status === 'dead' || job.status === 'retrying',
    };
    await this.pages.show(request, reply, 'provisioning/show', model, {
      title: 'provisioning:job.title',
      breadcrumbs: [DESK, LIST],
    });
  }

  @Post(':id/reprise')
  async retry(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(request, reply, id, await this.repairs.retry(actor, knownId(id)), 'provisioning:flash.retried');
  }

  @Post(':id/abandon')
  async abandon(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(
      request,
      reply,
      id,
      await this.repairs.abandon(actor, knownId(id)),
      'provisioning:flash.abandoned',
    );
  }

  private reason(request: FastifyRequest, job: ProvisioningJob): string {
    return job.failureReason === null ? '' : this.pages.text(request, reasonKey(job.failureReason as FailureReason));
  }

  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    result: Result<void, 'already'>,
    key: string,
  ): Promise<void> {
    const flash = result.ok
      ? ({ kind: 'success', key } as const)
      : ({ kind: 'warning', key: 'provisioning:flash.already' } as const);
    await this.pages.goTo(request, reply, `/operateur/travaux/${id}`, flash);
  }
}
