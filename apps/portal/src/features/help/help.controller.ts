import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ok, type Result } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { MaybeActor } from '../../platform/security/current-actor.js';
import { knownId } from '../../platform/security/known-id.js';
import { ShowsForm } from '../../platform/server/route-options.js';
import { HelpPages } from './help-pages.service.js';
import { answerForm, helpForm, visitorHelpForm } from './help.form.js';
import { HelpService, type Asker, type Question, type Reader } from './help.service.js';

const PAGE: PageOptions = { title: 'help:index.title', description: 'help:index.description' };
const CRUMBS = [{ label: 'help:index.title', href: '/aide' }];

/** Asking for help, signed in or not, and the conversation that follows. */
@Controller('aide')
@Access('public')
export class HelpController {
  constructor(
    private readonly help: HelpService,
    private readonly helpPages: HelpPages,
    private readonly pages: Pages,
  ) {}

  @Get()
  @ShowsForm()
  async index(
    @Query('service') service: unknown,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const slug = typeof service === 'string' ? service.slice(0, 100) : '';
    const form = emptyForm({ service: slug, kind: 'question' });
    await this.pages.show(request, reply, 'help/index', await this.helpPages.index(actor, form), PAGE);
  }

  @Post()
  @ShowsForm()
  async ask(
    @Body() body: unknown,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const again = async (form: FormState): Promise<void> =>
      this.pages.showErrors(request, reply, 'help/index', await this.helpPages.index(actor, form), PAGE);
    const read = actor === null ? askedBy(request, body) : askedIn(actor, body);
    if (!read.ok) return again(read.error);
    const opened = await this.help.open(read.value.asker, read.value.question);
    if (!opened.ok) return again(formWithError(body, 'service', { key: 'help:errors.service' }));
    if (actor === null) return this.pages.goTo(request, reply, '/aide/envoyee');
    await this.pages.goTo(request, reply, `/aide/${opened.value}`, { kind: 'success', key: 'help:flash.sent' });
  }

  @Get('envoyee')
  async sent(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(
      request,
      reply,
      'help/sent',
      {},
      { title: 'help:sent.title', breadcrumbs: CRUMBS, noIndex: true },
    );
  }

  /** `cle`: the secret of a visitor's link. */
  @Get(':id')
  @ShowsForm()
  async show(
    @Param('id') id: string,
    @Query('cle') key: unknown,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(request, reply, id, readerOf(request, actor, key), emptyForm());
  }

  @Post(':id/messages')
  @ShowsForm()
  async write(
    @Param('id') id: string,
    @Body() body: unknown,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reader = readerOf(request, actor, keyIn(body));
    const form = readForm(answerForm, body);
    if (!form.ok) return this.draw(request, reply, id, reader, form.error);
    await this.help.write(reader, knownId(id), form.value.message);
    await this.back(request, reply, id, reader, 'help:flash.written');
  }

  @Post(':id/cloture')
  async close(
    @Param('id') id: string,
    @Body() body: unknown,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reader = readerOf(request, actor, keyIn(body));
    await this.help.close(reader, knownId(id));
    await this.back(request, reply, id, reader, 'help:flash.closed');
  }

  @Post(':id/reouverture')
  async reopen(
    @Param('id') id: string,
    @Body() body: unknown,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reader = readerOf(request, actor, keyIn(body));
    await this.help.reopen(reader, knownId(id));
    await this.back(request, reply, id, reader, 'help:flash.reopened');
  }

  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    reader: Reader,
    form: FormState,
  ): Promise<void> {
    const model = await this.helpPages.show(reader, knownId(id), form);
    const page: PageOptions = { title: { text: model.subject }, breadcrumbs: CRUMBS, noIndex: true };
    if (Object.keys(form.errors).length > 0) await this.pages.showErrors(request, reply, 'help/show', model, page);
    else await this.pages.show(request, reply, 'help/show', model, page);
  }

  private async back(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    { key }: Reader,
    flash: string,
  ): Promise<void> {
    const query = key === null ? '' : `?cle=${key}`;
    await this.pages.goTo(request, reply, `/aide/${id}${query}`, { kind: 'success', key: flash });
  }
}

type Asked = Result<{ readonly asker: Asker; readonly question: Question }, FormState>;

function askedIn(actor: Actor, body: unknown): Asked {
  const form = readForm(helpForm, body);
  return form.ok ? ok({ asker: { actor }, question: form.value }) : form;
}

function askedBy(request: FastifyRequest, body: unknown): Asked {
  const form = readForm(visitorHelpForm, body);
  if (!form.ok) return form;
  const { name, email, ...question } = form.value;
  return ok({ asker: { name, email, locale: request.locale, address: request.ip }, question });
}

function readerOf(request: FastifyRequest, actor: Actor | null, key: unknown): Reader {
  return { actor, key: typeof key === 'string' && /^[\w-]{43}$/.test(key) ? key : null, address: request.ip };
}

function keyIn(body: unknown): unknown {
  return (body as { cle?: unknown } | undefined)?.cle;
}
