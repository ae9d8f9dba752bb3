import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type Flash, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor, MaybeActor } from '../../../platform/security/current-actor.js';
import { NOT_FOUND, SIGN_IN_NEEDED } from '../../../platform/security/security.errors.js';
import { PlanWords } from '../../catalogue/plans/plan-words.service.js';
import { answersSchema, draftAnswers, fieldsOf } from './answers.js';
import { Asking, type Sent, type Wish } from './asking.service.js';
import { AskingPages, type AskingPage } from './asking-page.service.js';
import { askingModel, defaultPlanOf } from './asking-model.js';

/** The form by which people ask for a service, for themselves or for an organisation of theirs. */
@Controller('services/:slug/demande')
@Access('signed-in')
export class AskingController {
  constructor(
    private readonly asking: Asking,
    private readonly askingPages: AskingPages,
    private readonly words: PlanWords,
    private readonly pages: Pages,
  ) {}

  /** Public, since a service without account just opens: nobody should sign in for that. */
  @Get()
  @Access('public')
  async form(
    @Param('slug') slug: string,
    @Query('pour') forWhom: unknown,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const service = await this.askingPages.service(slug);
    if (service.accessMode === 'without-account') return void (await reply.redirect(service.address, 303));
    if (actor === null) throw new AppError(SIGN_IN_NEEDED);
    const page = await this.askingPages.prepare(actor, service, forWhom === undefined ? undefined : holderId(forWhom));
    if (page.held) return this.pages.goTo(request, reply, '/mes-services', flash('alreadyHeld', page));
    if (page.pendingRequestId !== null) return this.pages.goTo(request, reply, `/demandes/${page.pendingRequestId}`);
    const values = { ...fieldsOf(service.questions, page.draft ?? {}), plan: defaultPlanOf(page) };
    await this.draw(request, reply, page, emptyForm(values));
  }

  @Post()
  async submit(
    @Param('slug') slug: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { pour, action, formulaire, plan } = (body ?? {}) as Record<string, unknown>;
    const forWhom = holderId(pour);
    const service = await this.askingPages.service(slug);
    const typed: Wish = { answers: draftAnswers(service.questions, body), planId: isId(plan) ? plan : null };
    if (action === 'draft') {
      const asked = await this.asking.saveDraft(actor, slug, forWhom, typed);
      return this.pages.goTo(request, reply, ...after(asked, service.name));
    }
    const form = readForm(answersSchema(service.questions), body);
    if (!form.ok) return this.drawAgain(request, reply, actor, slug, forWhom, typed, form.error);
    const wish = { ...typed, answers: form.value };
    const sent = await this.asking.send(actor, slug, forWhom, wish, String(formulaire));
    if (sent.ok) return this.pages.goTo(request, reply, ...after(sent.value, service.name));
    if (sent.error === 'too-many-members') {
      const again = formWithError(body, 'plan', { key: 'requests:errors.asking.tooManyMembers' });
      return this.drawAgain(request, reply, actor, slug, forWhom, typed, again);
    }
    const error = { key: `requests:errors.asking.${sent.error === 'changed' ? 'changed' : 'notEligible'}` };
    const again = formWithError(body, 'form', error);
    if (sent.error === 'changed') return this.drawAgain(request, reply, actor, slug, forWhom, typed, again);
    await this.drawErrors(request, reply, await this.askingPages.prepare(actor, service, forWhom), again);
  }

  /** What was typed is kept as a draft as well, in case the tab is closed now. */
  private async drawAgain(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    slug: string,
    forWhom: string | null,
    typed: Wish,
    form: FormState,
  ): Promise<void> {
    const sent = await this.asking.saveDraft(actor, slug, forWhom, typed);
    const service = await this.askingPages.service(slug);
    if (sent !== null) return this.pages.goTo(request, reply, ...after(sent, service.name));
    const page = await this.askingPages.prepare(actor, service, forWhom);
    await this.drawErrors(request, reply, page, form);
  }

  private drawErrors(request: FastifyRequest, reply: FastifyReply, page: AskingPage, form: FormState): Promise<void> {
    return this.pages.showErrors(request, reply, 'requests/ask', this.model(request, page, form), optionsOf(page));
  }

  private model(request: FastifyRequest, page: AskingPage, form: FormState): object {
    return askingModel(page, form, this.words.choices(page.plans, request.locale));
  }

  private draw(request: FastifyRequest, reply: FastifyReply, page: AskingPage, form: FormState): Promise<void> {
    return this.pages.show(request, reply, 'requests/ask', this.model(request, page, form), optionsOf(page));
  }
}

/** `moi` or an organisation's id. */
function holderId(value: unknown): string | null {
  if (value === undefined || value === 'moi') return null;
  if (!isId(value)) throw new AppError(NOT_FOUND);
  return value;
}

function after(sent: Sent | null, service: string): [string, Flash] {
  const flashOf = (key: string, kind: Flash['kind'] = 'success'): Flash => ({
    kind,
    key: `requests:flash.${key}`,
    params: { service },
  });
  if (sent === null) return ['/demandes', flashOf('draftKept')];
  switch (sent.outcome) {
    case 'granted':
      return ['/mes-services', flashOf('granted')];
    case 'submitted':
      return [`/demandes/${sent.requestId}`, flashOf('submitted')];
    case 'waiting-list':
      return [`/demandes/${sent.requestId}`, flashOf('waitingList')];
    case 'already-asked':
      return [`/demandes/${sent.requestId}`, flashOf('alreadyAsked', 'warning')];
  }
}

function flash(key: string, page: AskingPage): Flash {
  return { kind: 'success', key: `requests:flash.${key}`, params: { service: page.service.name } };
}

function optionsOf({ service }: AskingPage): PageOptions {
  return {
    title: { key: 'requests:ask.title', params: { service: service.name } },
    breadcrumbs: [
      { label: 'requests:ask.catalogue', href: '/services' },
      { label: { text: service.name }, href: `/services/${service.slug}` },
    ],
    noIndex: true,
  };
}
