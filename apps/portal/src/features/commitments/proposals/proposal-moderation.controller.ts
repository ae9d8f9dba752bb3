import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { Choice, FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { refusedForm } from '../editing/editor-pages.service.js';
import { inLocale } from '../frameworks/text-by-locale.js';
import { proposalDecisions } from './proposal-answer.entity.js';
import { ProposalAnswers } from './proposal-answers.service.js';
import { proposalAnswerForm, proposalHideForm } from './proposal.form.js';
import { ProposalViews } from './proposal-views.service.js';

interface Forms {
  readonly answer?: FormState;
  readonly hide?: FormState;
}

/** The cahier as the editors of a commune answer it. */
@Controller('editeur/cahier')
@Access('editor')
export class ProposalModerationController {
  constructor(
    private readonly answers: ProposalAnswers,
    private readonly views: ProposalViews,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(
      request,
      reply,
      'commitments/proposals/desk',
      { proposals: await this.views.ofCommunes(actor.communes, request.locale) },
      {
        title: 'commitments:cahier.title',
        noIndex: true,
        breadcrumbs: [{ label: 'commitments:desk.title', href: '/editeur' }],
      },
    );
  }

  @Get(':id')
  async show(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(actor, request, reply, id);
  }

  @Post(':id/reponse')
  async answer(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(proposalAnswerForm, body);
    if (!form.ok) return this.draw(actor, request, reply, id, { answer: form.error });
    const done = await this.answers.answer(actor, id, form.value);
    if (!done.ok) return this.draw(actor, request, reply, id, { answer: refusedForm(body, done.error) });
    await this.back(request, reply, id, 'commitments:cahier.done.answered');
  }

  @Post(':id/masquage')
  async hide(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(proposalHideForm, body);
    if (!form.ok) return this.draw(actor, request, reply, id, { hide: form.error });
    const done = await this.answers.hide(actor, id, form.value);
    if (!done.ok) return this.draw(actor, request, reply, id, { hide: refusedForm(body, done.error) });
    await this.back(request, reply, id, 'commitments:cahier.done.hidden');
  }

  private async back(request: FastifyRequest, reply: FastifyReply, id: string, key: string): Promise<void> {
    await this.pages.goTo(request, reply, `/editeur/cahier/${id}`, { kind: 'success', key });
  }

  private async draw(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    { answer, hide }: Forms = {},
  ): Promise<void> {
    const { communeId, title } = await this.answers.find(actor, id);
    const proposal = (await this.views.one(id, request.locale, null))!;
    const draw = answer === undefined && hide === undefined ? 'show' : 'showErrors';
    await this.pages[draw](
      request,
      reply,
      'commitments/proposals/edit',
      {
        proposal,
        title,
        form: answer ?? hide ?? emptyForm(),
        answerForm: answer ?? emptyForm(),
        hideForm: hide ?? emptyForm(),
        hiding: hide !== undefined,
        decisions: proposalDecisions.map((value) => ({
          value,
          labelKey: `commitments:cahier.states.${value}`,
          hintKey: `commitments:cahier.decisionHints.${value}`,
        })),
        links: await this.links(request, communeId),
      },
      {
        title: { text: title },
        noIndex: true,
        breadcrumbs: [
          { label: 'commitments:desk.title', href: '/editeur' },
          { label: 'commitments:cahier.title', href: '/editeur/cahier' },
        ],
      },
    );
  }

  /** Each commitment, followed by its actions. */
  private async links(request: FastifyRequest, communeId: string): Promise<Choice[]> {
    return (await this.answers.linkable(communeId)).flatMap(({ commitment, actions }) => [
      { value: `commitment:${commitment.id}`, label: inLocale(commitment.measure!.title, request.locale) },
      ...actions.map(({ id, title }) => ({ value: `action:${id}`, label: `– ${title}` })),
    ]);
  }
}
