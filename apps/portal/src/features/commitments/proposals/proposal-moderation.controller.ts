import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { AppError, type Result } from '@ronron/kernel';
import type { Choice, FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { submit } from '../editing/submit.js';
import { inLocale } from '../frameworks/text-by-locale.js';
import { proposalDecisions } from './proposal-answer.entity.js';
import { ProposalAnswers } from './proposal-answers.service.js';
import { proposalAnswerForm, proposalHideForm, proposalReadForm, proposalSendBackForm } from './proposal.form.js';
import { ProposalReadings } from './proposal-reading.service.js';
import { ProposalViews } from './proposal-views.service.js';

interface Forms {
  readonly answer?: FormState;
  readonly hide?: FormState;
  readonly read?: FormState;
  readonly sendBack?: FormState;
}

/** The cahier as the editors of a commune answer it. */
@Controller('editeur/cahier')
@Access('editor')
export class ProposalModerationController {
  constructor(
    private readonly answers: ProposalAnswers,
    private readonly readings: ProposalReadings,
    private readonly views: ProposalViews,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { request } = reply;
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
  async show(@Param('id') id: string, @CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.draw(actor, reply, id);
  }

  @Post(':id/publication')
  async publish(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const done = await submit(proposalReadForm, body, (value) => this.readings.publish(actor, id, value));
    await this.answerTo(actor, reply, id, 'read', done, 'published');
  }

  @Post(':id/renvoi')
  async sendBack(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const done = await submit(proposalSendBackForm, body, (value) => this.readings.sendBack(actor, id, value));
    await this.answerTo(actor, reply, id, 'sendBack', done, 'sentBack');
  }

  @Post(':id/reponse')
  async answer(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const done = await submit(proposalAnswerForm, body, (value) => this.answers.answer(actor, id, value));
    await this.answerTo(actor, reply, id, 'answer', done, 'answered');
  }

  @Post(':id/masquage')
  async hide(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const done = await submit(proposalHideForm, body, (value) => this.answers.hide(actor, id, value));
    await this.answerTo(actor, reply, id, 'hide', done, 'hidden');
  }

  /** Leads back to the proposal, or draws it with the form that was refused. @param key the text that says what was done */
  private async answerTo(
    actor: Actor,
    reply: FastifyReply,
    id: string,
    name: keyof Forms,
    done: Result<unknown, FormState>,
    key: string,
  ): Promise<void> {
    if (!done.ok) return this.draw(actor, reply, id, { [name]: done.error });
    const path = name === 'sendBack' ? '/editeur/cahier' : `/editeur/cahier/${id}`;
    await this.pages.goTo(reply.request, reply, path, {
      kind: 'success',
      key: `commitments:cahier.done.${key}`,
    });
  }

  private async draw(actor: Actor, reply: FastifyReply, id: string, forms: Forms = {}): Promise<void> {
    const { request } = reply;
    const { communeId, title } = await this.answers.find(actor, id);
    const proposal = (await this.views.forEditors(id, request.locale))!;
    if (proposal.state === 'sent-back') throw new AppError(NOT_FOUND);
    const { answer, hide, read, sendBack } = forms;
    const refused = answer ?? hide ?? read ?? sendBack;
    const draw = refused === undefined ? 'show' : 'showErrors';
    await this.pages[draw](
      request,
      reply,
      'commitments/proposals/edit',
      {
        proposal,
        title,
        form: refused ?? emptyForm(),
        toRead: proposal.state === 'to-read',
        sendBackForm: sendBack ?? emptyForm(),
        sendingBack: sendBack !== undefined,
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
