import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import { brandStylesheet, type Assets } from '@ronron/web-ui';
import type { FastifyReply } from 'fastify';
import { ASSETS } from '../config/tokens.js';
import { Access } from '../security/access.js';
import { NOT_FOUND } from '../security/security.errors.js';

const FOR_GOOD = 'public, max-age=31536000, immutable';

/** Styles, scripts, fonts and pictures: their addresses hold a hash of their content, so they never change. */
@Controller('assets')
@Access('public')
export class AssetsController {
  constructor(@Inject(ASSETS) private readonly assets: Assets) {}

  @Get(':first')
  async brand(@Param('first') name: string, @Res() reply: FastifyReply): Promise<void> {
    const colour = /^brand-([0-9a-f]{6})\.css$/.exec(name)?.[1];
    if (colour === undefined) throw new AppError(NOT_FOUND);
    await reply
      .header('cache-control', FOR_GOOD)
      .type('text/css; charset=utf-8')
      .send(brandStylesheet(`#${colour}`));
  }

  @Get('*')
  async asset(@Param('*') rest: string, @Res() reply: FastifyReply): Promise<void> {
    const file = this.assets.files.get(`/assets/${rest}`);
    if (file === undefined) throw new AppError(NOT_FOUND);
    await reply.header('cache-control', FOR_GOOD).type(file.type).send(file.body);
  }
}
