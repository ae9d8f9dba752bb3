import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type Flash, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { RequestQuestion } from '../../catalogue/request-question.js';
import { answersSchema, fieldsOf } from '../asking/answers.js';
import { askedFields } from '../asking/asking-model.js';
import type { ServiceRequest } from '../service-request.entity.js';
import { requestModel, requestPageOptions } from './request-model.js';
import { MyRequests } from './my-requests.service.js';
import { appealForm, replyForm, shownVersion } from './reply.form.js';
import { RequestPages } from './request-page.service.js';

/** What requesters do with a request of theirs. */
@Controller('demandes/:id')
@Access('signed-in')
export class RequestStepsController {
  constructor(
    private readonly myRequests: MyRequests,
    private readonly requestPages: RequestPages,
    private readonly pages: Pages,
  ) {}

  @Post('reponse')
  async reply(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isId(id)) throw new AppError(NOT_FOUND);
    const form = readForm(replyForm, body);
    if (!form.ok) return this.drawAgain(request, reply, actor, id, { reply: form.error });
    const done = await this.myRequests.reply(actor, id, form.value.message);
    await this.pages.goTo(request, reply, `/demandes/${id}`, told(done.ok ? 'replied' : 'alreadyDecided', done.ok));
  }

  @Get('modification')
  async editForm(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isId(id)) throw new AppError(NOT_FOUND);
    const found = await this.myRequests.find(actor, id);
    if (!(await this.requestPages.of(found)).can.edit) return this.pages.goTo(request, reply, `/demandes/${id}`);
    const questions = found.askedQuestions as RequestQuestion[];
    await this.pages.show(
      request,
      reply,
      'requests/edit',
      editModel(found, emptyForm(fieldsOf(questions, found.answers))),
      editOptions(found),
    );
  }

  @Post('modification')
  async edit(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isId(id)) throw new AppError(NOT_FOUND);
    const found = await this.myRequests.find(actor, id);
    const form = readForm(answersSchema(found.askedQuestions as RequestQuestion[]), body);
    if (!form.ok) {
      return this.pages.showErrors(request, reply, 'requests/edit', editModel(found, form.error), editOptions(found));
    }
    const version = shownVersion.safeParse((body as { version?: unknown }).version);
    const done = await this.myRequests.edit(actor, id, version.success ? version.data : -1, form.value);
    const flash = done.ok
      ? told('edited', true)
      : told(done.error === 'decided' ? 'alreadyDecided' : 'editedMeanwhile', false);
    await this.pages.goTo(request, reply, `/demandes/${id}`, flash);
  }

  @Post('retrait')
  async withdraw(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isId(id)) throw new AppError(NOT_FOUND);
    const done = await this.myRequests.withdraw(actor, id);
    await this.pages.goTo(request, reply, '/demandes', told(done.ok ? 'withdrawn' : 'alreadyDecided', done.ok));
  }

  @Post('recours')
  async appeal(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isId(id)) throw new AppError(NOT_FOUND);
    const form = readForm(appealForm, body);
    if (!form.ok) return this.drawAgain(request, reply, actor, id, { appeal: form.error });
    const made = await this.myRequests.appeal(actor, id, form.value.plea);
    if (made.ok) return this.pages.goTo(request, reply, `/demandes/${made.value}`, told('appealed', true));
    const key = { 'not-refused': 'cannotAppeal', already: 'appealedAlready', open: 'openMeanwhile' }[made.error];
    await this.pages.goTo(request, reply, `/demandes/${id}`, told(key, false));
  }

  private async drawAgain(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    id: string,
    forms: { reply?: FormState; appeal?: FormState },
  ): Promise<void> {
    const page = await this.requestPages.of(await this.myRequests.find(actor, id));
    await this.pages.showErrors(request, reply, 'requests/show', requestModel(page, forms), requestPageOptions(page));
  }
}

function told(key: string, success: boolean): Flash {
  return { kind: success ? 'success' : 'warning', key: `requests:flash.${key}` };
}

function editModel(request: ServiceRequest, form: FormState): object {
  return {
    form,
    id: request.id,
    version: request.version,
    service: request.service!.name,
    fields: askedFields(request.askedQuestions as RequestQuestion[]),
  };
}

function editOptions(request: ServiceRequest): PageOptions {
  const service = request.service!.name;
  return {
    title: { key: 'requests:edit.title', params: { service } },
    breadcrumbs: [
      { label: 'requests:index.title', href: '/demandes' },
      { label: { key: 'requests:show.title', params: { service } }, href: `/demandes/${request.id}` },
    ],
  };
}
