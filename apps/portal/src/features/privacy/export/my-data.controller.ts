import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { sendFile } from '../../../platform/files/send-file.js';
import { longText } from '../../../platform/forms/form-fields.js';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { OpenBeforeEnrolment } from '../../../platform/security/enrolment.js';
import { knownId } from '../../../platform/security/known-id.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { TextAcceptances } from '../../legal/acceptance/text-acceptances.service.js';
import { rights, type Right } from '../rights/rights-request.entity.js';
import { RightsRequests } from '../rights/rights-requests.service.js';
import { DataExports } from './data-exports.service.js';

const ACCOUNT = { label: 'accounts:account.title', href: '/compte' };
const HOME = '/compte/mes-donnees';
const PAGE: PageOptions = { title: 'privacy:mine.title', breadcrumbs: [ACCOUNT] };
const ASK: PageOptions = {
  title: 'privacy:ask.title',
  breadcrumbs: [ACCOUNT, { label: 'privacy:mine.title', href: HOME }],
};

/** Those that one asks for; the others have a page of their own. */
const ASKED = rights.filter((right): right is Exclude<Right, 'deceased'> => right !== 'deceased');

const askForm = z.object({
  right: z.enum(ASKED, { error: 'privacy:errors.right' }),
  structure: z.string().max(60).default(''),
  message: longText(5000, 'privacy:errors.message'),
});

/** What the portal knows of me, and what I can do about it. Nobody's rights wait for their second factor. */
@Controller('compte/mes-donnees')
@Access('signed-in')
@OpenBeforeEnrolment()
export class MyDataController {
  constructor(
    private readonly exports: DataExports,
    private readonly requests: RightsRequests,
    private readonly acceptances: TextAcceptances,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const model = {
      copy: await this.exports.latest(actor),
      requests: await this.requests.of(actor),
      accepted: await this.acceptances.of(actor.accountId),
    };
    await this.pages.show(request, reply, 'privacy/my-data', model, PAGE);
  }

  @Post('copie')
  @StepUp()
  async ask(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = await this.exports.ask(actor);
    await this.pages.goTo(
      request,
      reply,
      HOME,
      asked.ok
        ? { kind: 'success', key: 'privacy:flash.copyAsked' }
        : { kind: 'warning', key: 'privacy:flash.copyUnderWay' },
    );
  }

  @Get('copies/:id')
  @StepUp()
  async fetch(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.exports.fetch(actor, knownId(id));
    if (file === null) throw new AppError(NOT_FOUND);
    await sendFile(request, reply, file);
  }

  @Get('demande')
  async form(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(request, reply, 'privacy/ask', await this.askModel(actor, emptyForm()), ASK);
  }

  @Post('demande')
  async send(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(askForm, body);
    if (!form.ok)
      return this.pages.showErrors(request, reply, 'privacy/ask', await this.askModel(actor, form.error), ASK);
    const { right, structure, message } = form.value;
    const structures = await this.requests.structuresOf(actor);
    const structureId = structures.find(({ id }) => id === structure)?.id ?? null;
    await this.requests.ask(actor, { right, structureId, message });
    await this.pages.goTo(request, reply, HOME, { kind: 'success', key: 'privacy:flash.rightAsked' });
  }

  private async askModel(actor: Actor, form: FormState): Promise<object> {
    return {
      form,
      rights: ASKED.map((right) => ({
        value: right,
        labelKey: `privacy:rights.${right}.title`,
        hintKey: `privacy:rights.${right}.hint`,
      })),
      structures: (await this.requests.structuresOf(actor)).map(({ id, name }) => ({ value: id, label: name })),
    };
  }
}
