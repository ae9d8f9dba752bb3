import { Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { SubscriptionRooms } from './subscription-rooms.service.js';

/** The link of a room that guests enter by: another one, or none. */
@Controller('mes-services/:id/salles/:room/lien')
@Access('signed-in')
export class RoomLinksController {
  constructor(
    private readonly rooms: SubscriptionRooms,
    private readonly pages: Pages,
  ) {}

  @Post()
  async renew(
    @Param('id') id: string,
    @Param('room') room: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.rooms.renewLink(actor, knownId(id), knownId(room));
    const flash = { kind: 'success', key: 'rooms:flash.linkRenewed' } as const;
    await this.pages.goTo(request, reply, `/mes-services/${id}/salles/${room}`, flash);
  }

  @Post('retrait')
  async withdraw(
    @Param('id') id: string,
    @Param('room') room: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.rooms.withdrawLink(actor, knownId(id), knownId(room));
    const flash = { kind: 'success', key: 'rooms:flash.linkWithdrawn' } as const;
    await this.pages.goTo(request, reply, `/mes-services/${id}/salles/${room}`, flash);
  }
}
