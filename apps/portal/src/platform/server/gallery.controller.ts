import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import { galleryModel } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PortalSettings } from '../config/portal-settings.js';
import { SETTINGS } from '../config/tokens.js';
import { Pages } from '../pages/pages.js';
import { Access } from '../security/access.js';
import { NOT_FOUND } from '../security/security.errors.js';
import { ShowsForm } from './route-options.js';

/** Every component of the pages in all its states, for who writes pages. */
@Controller('developpeurs/composants')
@Access('public')
export class GalleryController {
  constructor(
    private readonly pages: Pages,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  @Get()
  @ShowsForm()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (this.settings.production) throw new AppError(NOT_FOUND);
    await this.pages.show(request, reply, 'ui/gallery', galleryModel(), {
      title: 'platform:gallery.title',
      noIndex: true,
    });
  }
}
