import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Prepared } from '../../../platform/server/route-options.js';
import { CommitmentPlaces } from '../public/commitment-places.service.js';
import { PublishedUpdates } from './published-updates.service.js';

/** Each update at an address of its own, however many came after it. */
@Controller('engagements/:commune/:measure/nouvelles')
@Access('public')
export class PublishedUpdatesController {
  constructor(
    private readonly places: CommitmentPlaces,
    private readonly updates: PublishedUpdates,
    private readonly pages: Pages,
  ) {}

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
    const update = await this.updates.one(place.id, id);
    if (update === null) throw new AppError(NOT_FOUND);
    await this.pages.show(
      request,
      reply,
      'commitments/public/one-update',
      { place, update },
      {
        title: { text: update.title },
        description: { key: 'commitments:public.updateDescription', params: { measure: place.measureTitle } },
        socialImagePath: `${place.path}.png`,
        breadcrumbs: place.breadcrumbs,
      },
    );
  }
}
