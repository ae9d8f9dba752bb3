import { Body, Controller, Get, Param, Post, Query, Res, type Type } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Access, type AccessPolicy } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { MemberPages } from './administration/member-pages.js';

/** The members of structures: of the operator's own, or of every one. */
function membersController(path: string, policy: AccessPolicy): Type {
  @Controller(`${path}/:id/adherents`)
  @Access(policy)
  class MembersController {
    constructor(private readonly members: MemberPages) {}

    @Get()
    index(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Query('apres') after: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.members.index(path, actor, id, after, reply.request, reply);
    }

    @Post()
    add(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Body() body: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.members.add(path, actor, id, body, reply.request, reply);
    }

    @Post('liste')
    addList(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Body() body: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.members.addList(path, actor, id, body, reply.request, reply);
    }

    @Post(':memberId/retrait')
    remove(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Param('memberId') memberId: string,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.members.remove(path, actor, id, memberId, reply.request, reply);
    }
  }
  return MembersController;
}

export const OperatorMembersController = membersController('/operateur/structures', 'operator');
export const AdminMembersController = membersController('/admin/structures', 'administrator');
