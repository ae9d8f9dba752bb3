import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Prepared } from '../../../platform/server/route-options.js';
import { CommitmentPlaces } from '../public/commitment-places.service.js';
import { QuestionViews } from './question-views.service.js';

/** All questions on one commitment, and each at an address of its own. */
@Controller('engagements/:commune/:measure/questions')
@Access('public')
export class PublicQuestionsController {
  constructor(
    private readonly places: CommitmentPlaces,
    private readonly views: QuestionViews,
    private readonly pages: Pages,
  ) {}

  @Get()
  @Prepared()
  async index(
    @Param('commune') slug: string,
    @Param('measure') key: string,
    @Query('avant') older: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const place = await this.places.find(slug, key, request.locale);
    const questions = await this.views.list(place.id, { older, viewer: request.actor?.accountId ?? null });
    await this.pages.show(
      request,
      reply,
      'commitments/questions/index',
      { place, questions: questions.items, older: questions.older },
      {
        title: 'commitments:questions.title',
        description: { key: 'commitments:questions.description', params: { measure: place.measureTitle } },
        breadcrumbs: place.breadcrumbs,
      },
    );
  }

  @Get(':id')
  @Prepared()
  async show(
    @Param('commune') slug: string,
    @Param('measure') key: string,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const place = await this.places.find(slug, key, request.locale);
    const question = await this.views.one(place.id, id, request.actor?.accountId ?? null);
    if (question === null) {
      const into = await this.views.mergedInto(place.id, id);
      if (into === null) throw new AppError(NOT_FOUND);
      return this.pages.goTo(request, reply, `${place.path}/questions/${into}`);
    }
    await this.pages.show(
      request,
      reply,
      'commitments/questions/show',
      { place, question },
      {
        title: 'commitments:questions.one',
        noIndex: question.state === 'hidden' || request.actor !== null,
        breadcrumbs: [...place.breadcrumbs, { label: 'commitments:questions.title', href: `${place.path}/questions` }],
      },
    );
  }
}
