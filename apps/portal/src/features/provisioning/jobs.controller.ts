import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { AppError, isId, type Result } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { JobRepairs } from './job-repairs.service.js';
import { provisioningStatuses, type ProvisioningStatus } from './provisioning-job.entity.js';

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
    const filters = [null, ...FILTERS].map((name) => ({
      labelKey: `provisioning:filters.${name ?? 'all'}`,
      href: name === null ? '/operateur/travaux' : `/operateur/travaux?etat=${name}`,
      current: name === filter,
    }));
    const next =
      page.next === null
        ? null
        : `/operateur/travaux?${new URLSearchParams({ ...(filter === null ? {} : { etat: filter }), apres: page.next }).toString()}`;
    await this.pages.show(
      request,
      reply,
      'provisioning/index',
      { jobs: page.jobs, filters, next },
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
    const job = await this.repairs.find(actor, known(id));
    const canDecide = job.status === 'dead' || job.status === 'retrying';
    await this.pages.show(
      request,
      reply,
      'provisioning/show',
      { job, canDecide },
      { title: 'provisioning:job.title', breadcrumbs: [DESK, LIST] },
    );
  }

  @Post(':id/reprise')
  async retry(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(request, reply, id, await this.repairs.retry(actor, known(id)), 'provisioning:flash.retried');
  }

  @Post(':id/abandon')
  async abandon(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(request, reply, id, await this.repairs.abandon(actor, known(id)), 'provisioning:flash.abandoned');
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

function known(id: string): string {
  if (!isId(id)) throw new AppError(NOT_FOUND);
  return id;
}
