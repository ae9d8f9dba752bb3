import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK } from '../../../platform/config/tokens.js';
import { formWithErrors, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { RoomPages } from './room-pages.service.js';
import { endInThePast, roomForm } from './room.form.js';
import { SubscriptionRooms } from './subscription-rooms.service.js';

/** The rooms of a subscription: the list, making one, entering one, and one's own page for those who lead it. */
@Controller('mes-services/:id/salles')
@Access('signed-in')
export class RoomsController {
  constructor(
    private readonly rooms: SubscriptionRooms,
    private readonly roomPages: RoomPages,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  async index(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [model, options] = await this.roomPages.index(actor, knownId(id));
    await this.pages.show(request, reply, 'rooms/index', model, options);
  }

  @Post()
  async create(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const refuse = async (form: FormState): Promise<void> => {
      const [model, options] = await this.roomPages.index(actor, knownId(id), form);
      await this.pages.showErrors(request, reply, 'rooms/index', model, options);
    };
    const form = readForm(roomForm, body);
    if (!form.ok) return refuse(form.error);
    const past = endInThePast(form.value, this.clock.now());
    if (past !== null) return refuse(formWithErrors(body, past));
    const made = await this.rooms.create(actor, knownId(id), form.value);
    if (!made.ok) return refuse(formWithErrors(body, { name: { key: `rooms:errors.${made.error}` } }));
    await this.pages.goTo(request, reply, `/mes-services/${id}/salles/${made.value.id}`, {
      kind: 'success',
      key: 'rooms:flash.made',
    });
  }

  @Get(':room')
  async show(
    @Param('id') id: string,
    @Param('room') room: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [model, options] = await this.roomPages.show(actor, knownId(id), knownId(room));
    await this.pages.show(request, reply, 'rooms/show', model, options);
  }

  @Post(':room')
  async change(
    @Param('id') id: string,
    @Param('room') room: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const refuse = async (form: FormState): Promise<void> => {
      const [model, options] = await this.roomPages.show(actor, knownId(id), knownId(room), form);
      await this.pages.showErrors(request, reply, 'rooms/show', model, options);
    };
    const form = readForm(roomForm, body);
    if (!form.ok) return refuse(form.error);
    const changed = await this.rooms.change(actor, knownId(id), knownId(room), form.value);
    if (!changed.ok) return refuse(formWithErrors(body, { name: { key: `rooms:errors.${changed.error}` } }));
    await this.pages.goTo(request, reply, `/mes-services/${id}/salles/${room}`, {
      kind: 'success',
      key: 'rooms:flash.changed',
    });
  }

  /** A POST, since it may begin a meeting in the tool. */
  @Post(':room/ouverture')
  async open(
    @Param('id') id: string,
    @Param('room') room: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const opened = await this.rooms.open(actor, knownId(id), knownId(room));
    if (opened.ok) return this.pages.leave(request, reply, opened.value);
    await this.pages.goTo(request, reply, `/mes-services/${id}/salles`, {
      kind: 'error',
      key: `rooms:refusals.${opened.error}`,
    });
  }

  @Post(':room/suppression')
  async end(
    @Param('id') id: string,
    @Param('room') room: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { name } = await this.rooms.end(actor, knownId(id), knownId(room));
    await this.pages.goTo(request, reply, `/mes-services/${id}/salles`, {
      kind: 'success',
      key: 'rooms:flash.ended',
      params: { name },
    });
  }
}
