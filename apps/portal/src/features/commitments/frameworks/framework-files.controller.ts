import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FastifyReply } from 'fastify';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../platform/config/tokens.js';
import { Access } from '../../../platform/security/access.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { FRAMEWORK_SCHEMA_PATH, frameworkJsonSchema } from './framework-file.js';
import { FrameworkShelf } from './framework-shelf.service.js';

/** Programmes as files that another portal can load, and the schema that they follow. */
@Controller()
@Access('public')
export class FrameworkFilesController {
  constructor(
    private readonly shelf: FrameworkShelf,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  @Get('schemas/referentiel-1.json')
  async schema(@Res() reply: FastifyReply): Promise<void> {
    await reply
      .header('access-control-allow-origin', '*')
      .type('application/schema+json; charset=utf-8')
      .send(JSON.stringify(frameworkJsonSchema(this.settings.publicUrl), null, 2));
  }

  @Get('api/v1/referentiels/:key')
  async file(@Param('key') key: string, @Query('version') version: unknown, @Res() reply: FastifyReply): Promise<void> {
    const number = typeof version === 'string' && /^\d{1,6}$/.test(version) ? Number(version) : undefined;
    const file = await this.shelf.file(key, number);
    if (file === null) throw new AppError(NOT_FOUND);
    await reply
      .header('access-control-allow-origin', '*')
      .type('application/json; charset=utf-8')
      .send(`${JSON.stringify({ $schema: this.settings.publicUrl + FRAMEWORK_SCHEMA_PATH, ...file }, null, 2)}\n`);
  }
}
