import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { Result } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readForm } from '../../platform/forms/read-form.js';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { knownId } from '../../platform/security/known-id.js';
import { Memberships, type MemberRefusal } from './memberships.service.js';
import { roleForm } from './organisation.form.js';

/** Who belongs to an organisation, and as what. */
@Controller('organisations/:id')
@Access('signed-in')
export class MembershipsController {
  constructor(
    private readonly memberships: Memberships,
    private readonly pages: Pages,
  ) {}

  @Post('membres/:membre/role')
  async changeRole(
    @Param('id') id: string,
    @Param('membre') member: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(roleForm, body);
    if (!form.ok) {
      knownId(id);
      await this.back(request, reply, id, { kind: 'error', key: 'organisations:errors.role' });
      return;
    }
    const changed = await this.memberships.changeRole(actor, knownId(id), knownId(member), form.value.role);
    await this.answer(request, reply, id, changed, 'organisations:flash.roleChanged');
  }

  @Post('membres/:membre/contact')
  async setContact(
    @Param('id') id: string,
    @Param('membre') member: string,
    @Body('contact') contact: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const changed = await this.memberships.setContact(actor, knownId(id), knownId(member), contact === '1');
    await this.answer(request, reply, id, changed, 'organisations:flash.contactChanged');
  }

  @Post('membres/:membre/retrait')
  async remove(
    @Param('id') id: string,
    @Param('membre') member: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const removed = await this.memberships.remove(actor, knownId(id), knownId(member));
    await this.answer(request, reply, id, removed, 'organisations:flash.removed');
  }

  @Post('depart')
  async leave(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const left = await this.memberships.leave(actor, knownId(id));
    if (!left.ok) return this.answer(request, reply, id, left, '');
    await this.pages.goTo(request, reply, '/organisations', { kind: 'success', key: 'organisations:flash.left' });
  }

  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    result: Result<void, MemberRefusal>,
    key: string,
  ): Promise<void> {
    if (result.ok) await this.back(request, reply, id, { kind: 'success', key });
    else await this.back(request, reply, id, { kind: 'error', key: `organisations:refusals.${result.error}` });
  }

  private back(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    flash: { kind: 'success' | 'error'; key: string },
  ): Promise<void> {
    return this.pages.goTo(request, reply, `/organisations/${id}`, flash);
  }
}
