import { Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { KnownDevices } from './known-devices.service.js';

/** Browsers are listed with the sessions; here they are forgotten. */
@Controller('compte/appareils')
@Access('signed-in')
export class KnownDevicesController {
  constructor(
    private readonly devices: KnownDevices,
    private readonly pages: Pages,
  ) {}

  @Post(':id/oubli')
  async forget(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.devices.forget(actor, knownId(id));
    await this.pages.goTo(request, reply, '/compte/sessions', {
      kind: 'success',
      key: 'accounts:flash.deviceForgotten',
    });
  }
}
