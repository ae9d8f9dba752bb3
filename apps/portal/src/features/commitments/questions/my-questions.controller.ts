import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { CommitmentPlaces } from '../public/commitment-places.service.js';
import { Questions } from './questions.service.js';
import { standingOf, type ResidentQuestion } from './resident-question.entity.js';

/** Where somebody finds what they asked and joined in. */
@Controller('compte/questions')
@Access('signed-in')
export class MyQuestionsController {
  constructor(
    private readonly questions: Questions,
    private readonly places: CommitmentPlaces,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { asked, joined } = await this.questions.mine(actor);
    const row = (question: ResidentQuestion): object => {
      const { path, measureTitle } = this.places.of(question.commitment!, request.locale);
      const { id, body, askedAt, reason, mergedIntoId } = question;
      const state = standingOf(question);
      const isPublic = !['pending', 'sent-back'].includes(state);
      return {
        ...{ id, body, askedAt, reason, state, measureTitle },
        href: isPublic ? `${path}/questions/${mergedIntoId ?? id}` : null,
      };
    };
    await this.pages.show(
      request,
      reply,
      'commitments/questions/mine',
      { asked: asked.map(row), joined: joined.map(row) },
      {
        title: 'commitments:questions.mine.title',
        noIndex: true,
        breadcrumbs: [{ label: 'ui:nav.account', href: '/compte' }],
      },
    );
  }

  @Post(':id/retrait')
  async withdraw(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const outcome = await this.questions.withdraw(actor, id);
    await this.pages.goTo(request, reply, '/compte/questions', {
      kind: 'success',
      key: outcome === 'gone' ? 'commitments:questions.done.withdrawn' : 'commitments:questions.done.withdrawnKept',
    });
  }
}
