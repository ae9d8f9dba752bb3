import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { PortalSettings } from '../../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../../platform/config/tokens.js';
import { Access } from '../../../../platform/security/access.js';
import { archiveJsonSchema } from './format/archive-schema.js';

/** What an archive looks like, for whoever writes or reads one. */
@Controller('schemas')
@Access('public')
export class ArchiveSchemaController {
  constructor(@Inject(SETTINGS) private readonly settings: PortalSettings) {}

  @Get('archive-2.json')
  async schema(@Res() reply: FastifyReply): Promise<void> {
    await reply
      .header('access-control-allow-origin', '*')
      .type('application/schema+json; charset=utf-8')
      .send(JSON.stringify(archiveJsonSchema(this.settings.publicUrl), null, 2));
  }
}
