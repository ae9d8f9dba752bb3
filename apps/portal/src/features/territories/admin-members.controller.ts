import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { MemberPages } from './administration/member-pages.js';

const AREA = '/admin/structures';

/** The members of every structure, for administrators. */
@Controller('admin/structures/:id/adherents')
@Access('administrator')
export class AdminMembersController {
  constructor(private readonly members: MemberPages) {}

  @Get()
  index(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query('apres') after: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.members.index(AREA, actor, id, after, request, reply);
  }

  @Post()
  add(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.members.add(AREA, actor, id, body, request, reply);
  }

  @Post('liste')
  addList(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.members.addList(AREA, actor, id, body, request, reply);
  }

  @Post(':memberId/retrait')
  remove(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('memberId') memberId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.members.remove(AREA, actor, id, memberId, request, reply);
  }
}
