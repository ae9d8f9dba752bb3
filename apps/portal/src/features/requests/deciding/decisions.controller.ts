import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { Result } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type Flash } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { approvalForm, moveUpForm, noteForm, questionForm, refusalForm } from './decisions.form.js';
import { Decisions, type NotDecided } from './decisions.service.js';
import { decisionModel, decisionPageOptions, type DecisionForms } from './decision-model.js';
import { OperatorRequestPages } from './operator-request-page.service.js';

/** What operators decide; each verb a resource of the request. */
@Controller('operateur/demandes/:id')
@Access('operator')
export class DecisionsController {
  constructor(
    private readonly decisions: Decisions,
    private readonly requestPages: OperatorRequestPages,
    private readonly pages: Pages,
  ) {}

  @Post('approbation')
  async approve(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(approvalForm, body);
    if (!form.ok) return this.drawAgain(request, reply, actor, id, { approval: form.error });
    const { version, plan, quota, word } = form.value;
    const done = await this.decisions.approve(actor, knownId(id), version, { planId: plan, quota, message: word });
    if (!done.ok && done.error.kind === 'unknown-plan') {
      const approval = formWithError(body, 'plan', { key: 'ui:errors.choice' });
      return this.drawAgain(request, reply, actor, id, { approval });
    }
    await this.after(request, reply, id, done, 'approved');
  }

  @Post('refus')
  async refuse(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(refusalForm, body);
    if (!form.ok) return this.drawAgain(request, reply, actor, id, { refusal: form.error });
    const { version, reason, alternative } = form.value;
    const done = await this.decisions.refuse(actor, knownId(id), version, {
      reason,
      alternativeServiceId: alternative,
    });
    if (!done.ok && done.error.kind === 'unknown-alternative') {
      const refusal = formWithError(body, 'alternative', { key: 'ui:errors.choice' });
      return this.drawAgain(request, reply, actor, id, { refusal });
    }
    await this.after(request, reply, id, done, 'refused');
  }

  @Post('question')
  async ask(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(questionForm, body);
    if (!form.ok) return this.drawAgain(request, reply, actor, id, { question: form.error });
    const done = await this.decisions.ask(actor, knownId(id), form.value.version, form.value.question);
    await this.after(request, reply, id, done, 'asked');
  }

  @Post('remontee')
  async moveUp(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(moveUpForm, body);
    const done = await this.decisions.moveUp(actor, knownId(id), form.ok ? form.value.version : -1);
    await this.after(request, reply, id, done, 'movedUp');
  }

  @Post('note')
  async note(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(noteForm, body);
    if (!form.ok) return this.drawAgain(request, reply, actor, id, { note: form.error });
    await this.decisions.note(actor, knownId(id), form.value.note);
    await this.pages.goTo(request, reply, `/operateur/demandes/${id}`, {
      kind: 'success',
      key: 'requests:flash.noted',
    });
  }

  private async after(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    done: Result<void, NotDecided>,
    key: string,
  ): Promise<void> {
    const flash: Flash = done.ok ? { kind: 'success', key: `requests:flash.operator.${key}` } : notDone(done.error);
    await this.pages.goTo(request, reply, `/operateur/demandes/${id}`, flash);
  }

  private async drawAgain(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    id: string,
    forms: Partial<DecisionForms> & Record<string, FormState>,
  ): Promise<void> {
    const page = await this.requestPages.of(actor, knownId(id));
    await this.pages.showErrors(
      request,
      reply,
      'requests/decide',
      decisionModel(page, forms),
      decisionPageOptions(page),
    );
  }
}

function notDone(error: NotDecided): Flash {
  if (error.kind !== 'changed') return { kind: 'warning', key: `requests:flash.operator.${error.kind}` };
  return error.by === null
    ? { kind: 'warning', key: `requests:flash.meanwhile.portal.${error.what}` }
    : { kind: 'warning', key: `requests:flash.meanwhile.${error.what}`, params: { name: error.by } };
}
