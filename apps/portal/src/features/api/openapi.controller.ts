import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiOperations } from '../../platform/api/api-operations.js';
import type { PortalSettings } from '../../platform/config/portal-settings.js';
import { SETTINGS } from '../../platform/config/tokens.js';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import { denialReasons } from '../subscriptions/entitlements/entitlements.service.js';
import { openApi } from './openapi.js';
import { samplesFor } from './samples.js';

/** The description of the programming interface, for programs and for people. */
@Controller()
@Access('public')
export class OpenApiController {
  constructor(
    private readonly operations: ApiOperations,
    private readonly pages: Pages,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  @Get('api/v1/openapi.json')
  async json(@Res() reply: FastifyReply): Promise<void> {
    await reply
      .header('access-control-allow-origin', '*')
      .header('cache-control', 'public, max-age=300')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(openApi(this.operations, this.settings.publicUrl), null, 2));
  }

  @Get('api')
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { operations } = this.operations;
    const asked = operations.filter(({ scope }) => scope !== null);
    const model = {
      open: operations
        .filter(({ scope }) => scope === null)
        .map(({ id, path }) => ({ path, titleKey: `api:operations.${id}.title` })),
      samples: samplesFor(this.settings.publicUrl),
      reasons: denialReasons.map((reason) => ({ reason, textKey: `subscriptions:entitlement.${reason}.title` })),
      webhookRules: ['id', 'time', 'signature', 'order', 'retries', 'answer'].map(
        (rule) => `api:webhooks.rules.${rule}`,
      ),
      operations: asked.map(({ id, method, path, scope, parameters, errors }) => ({
        titleKey: `api:operations.${id}.title`,
        textKey: `api:operations.${id}.text`,
        line: `${method.toUpperCase()} ${path}`,
        scope,
        parameters: parameters.map(({ name, required }) => ({
          name,
          required,
          textKey: `api:operations.${id}.parameters.${name}`,
        })),
        errors: errors.map(({ code, status }) => ({ code, status, textKey: `platform:errors.${code}.title` })),
      })),
    };
    await this.pages.show(request, reply, 'api/index', model, {
      title: 'api:title',
      description: 'api:lead',
    });
  }
}
