import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { Result } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages, type Flash } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { MyRequests } from '../following/my-requests.service.js';
import { isFinal } from '../request-status.js';
import { Handovers, type NotMoved } from './handovers.service.js';

/** Where requesters say whether another structure may take their request over. */
@Controller('demandes/:id/transfert')
@Access('signed-in')
export class HandoversController {
  constructor(
    private readonly handovers: Handovers,
    private readonly myRequests: MyRequests,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.myRequests.find(actor, knownId(id));
    const handover = isFinal(found.status) ? null : await this.handovers.open(id);
    if (handover === null) return this.after(request, reply, id, 'gone');
    const service = found.service!.name;
    await this.pages.show(
      request,
      reply,
      'requests/handover',
      {
        id,
        message: handover.message,
        from: { service, structure: found.service!.structure!.name },
        to: handover.toService!,
        structure: handover.toService!.structure!,
      },
      {
        title: 'requests:handover.title',
        breadcrumbs: [
          { label: 'requests:index.title', href: '/demandes' },
          { label: { key: 'requests:show.title', params: { service } }, href: `/demandes/${id}` },
        ],
      },
    );
  }

  @Post('accord')
  async accept(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const done: Result<void, NotMoved> = await this.handovers.accept(actor, knownId(id));
    await this.after(request, reply, id, done.ok ? 'accepted' : done.error);
  }

  @Post('refus')
  async decline(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const done = await this.handovers.decline(actor, knownId(id));
    await this.after(request, reply, id, done.ok ? 'declined' : done.error);
  }

  private after(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    what: NotMoved | 'accepted' | 'declined',
  ): Promise<void> {
    const kind: Flash['kind'] = what === 'accepted' || what === 'declined' ? 'success' : 'warning';
    return this.pages.goTo(request, reply, `/demandes/${id}`, { kind, key: `requests:handover.flash.${what}` });
  }
}
