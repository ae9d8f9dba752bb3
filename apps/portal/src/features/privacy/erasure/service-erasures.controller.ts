import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { reasonKey } from '@ronron/connectors';
import type { Result } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { longText } from '../../../platform/forms/form-fields.js';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { ServiceErasureRepairs } from './service-erasure-repairs.service.js';

const PAGE: PageOptions = {
  title: 'privacy:serviceErasures.title',
  breadcrumbs: [{ label: 'desk:title', href: '/operateur' }],
};

const abandonForm = z.object({ reason: longText(500, 'privacy:errors.reason') });

/** Services that have to forget somebody, as operators see them: nobody is named, since nobody is left. */
@Controller('operateur/effacements')
@Access('operator')
export class ServiceErasuresController {
  constructor(
    private readonly repairs: ServiceErasureRepairs,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(request, reply, 'privacy/service-erasures', await this.model(actor, request, null), PAGE);
  }

  @Post(':id/reprise')
  async retry(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.done(request, reply, await this.repairs.retry(actor, knownId(id)), 'privacy:flash.erasureRetried');
  }

  @Post(':id/abandon')
  async abandon(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(abandonForm, body);
    if (!form.ok) {
      const model = await this.model(actor, request, { id, form: form.error });
      return this.pages.showErrors(request, reply, 'privacy/service-erasures', model, PAGE);
    }
    const result = await this.repairs.abandon(actor, knownId(id), form.value.reason);
    await this.done(request, reply, result, 'privacy:flash.erasureAbandoned');
  }

  private async model(
    actor: Actor,
    request: FastifyRequest,
    refused: { readonly id: string; readonly form: FormState } | null,
  ): Promise<object> {
    const works = await this.repairs.list(actor);
    return {
      works: works.map((work) => ({
        id: work.id,
        service: work.service!.name,
        serviceId: work.serviceId,
        status: work.status,
        since: work.createdAt,
        attempts: work.attempts,
        reason: work.failureReason === null ? '' : this.pages.text(request, reasonKey(work.failureReason)),
        detail: work.failureDetail,
        canDecide: work.status === 'dead' || work.status === 'retrying',
        form: refused?.id === work.id ? refused.form : emptyForm(),
      })),
      form: refused?.form ?? emptyForm(),
    };
  }

  private async done(
    request: FastifyRequest,
    reply: FastifyReply,
    result: Result<void, 'already'>,
    key: string,
  ): Promise<void> {
    const flash = result.ok
      ? ({ kind: 'success', key } as const)
      : ({ kind: 'warning', key: 'privacy:flash.already' } as const);
    await this.pages.goTo(request, reply, '/operateur/effacements', flash);
  }
}
