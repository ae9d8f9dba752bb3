import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { requiredText } from '../../../platform/forms/form-fields.js';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { MaybeActor } from '../../../platform/security/current-actor.js';
import { knownLinkToken } from '../../../platform/security/link-token.js';
import { ShowsForm } from '../../../platform/server/route-options.js';
import type { MeetingRoom } from '../meeting-room.entity.js';
import type { RoomRefusal } from '../meeting-rooms.service.js';
import { GuestEntries } from './guest-entries.service.js';

const entryForm = z.object({ name: requiredText('rooms:errors.guestName', 60) });

/** The door of a room for whoever holds its link: says when it opens, asks for a name, and leads in. */
@Controller('salles')
@Access('public')
export class GuestEntriesController {
  constructor(
    private readonly entries: GuestEntries,
    private readonly pages: Pages,
  ) {}

  @Get(':token')
  @ShowsForm()
  async show(
    @Param('token') token: string,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.door(request, reply, token, emptyForm({ name: actor?.displayName ?? '' }));
  }

  @Post(':token')
  @ShowsForm()
  async enter(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(entryForm, body);
    if (!form.ok) return this.door(request, reply, token, form.error);
    const opened = await this.entries.enter(knownLinkToken(token), form.value.name, request.ip);
    if (opened.ok) return this.pages.leave(request, reply, opened.value);
    // That it is too early, over or closed, the door says itself.
    const unreachable = opened.error === 'unreachable';
    const said = unreachable ? formWithError(body, 'form', { key: 'rooms:refusals.unreachable' }) : emptyForm();
    await this.door(request, reply, token, said, unreachable ? 503 : 409);
  }

  private async door(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    form: FormState,
    status?: number,
  ): Promise<void> {
    const found = await this.entries.find(knownLinkToken(token));
    const view = 'rooms/door';
    if (found === null) {
      const title = 'rooms:door.nowhere';
      return this.pages.show(request, reply, view, { state: 'nowhere' }, { title, noIndex: true, status: 404 });
    }
    const model = { ...modelOf(found.room, found.refusal, found.waits), token, form };
    const options = { title: { text: found.room.name }, noIndex: true, ...(status === undefined ? {} : { status }) };
    if (Object.keys(form.errors).length === 0) return this.pages.show(request, reply, view, model, options);
    await this.pages.showErrors(request, reply, view, model, options);
  }
}

function modelOf(room: MeetingRoom, refusal: RoomRefusal | null, lobby: boolean): object {
  return {
    state: refusal ?? 'open',
    name: room.name,
    host: room.subscription?.organisation?.name ?? null,
    structure: room.service!.structure!.name,
    opensAt: room.opensAt,
    closesAt: room.closesAt,
    lobby,
  };
}
