import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { requiredText } from '../../../platform/forms/form-fields.js';
import { readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { RoomRecordings } from './room-recordings.service.js';

/** The tool's own name of a recording stands in a hidden field. */
const deletionForm = z.object({ recording: requiredText('ui:errors.invalid') });

/** Deleting what was recorded in a room. */
@Controller('mes-services/:id/salles/:room/enregistrements')
@Access('signed-in')
export class RoomRecordingsController {
  constructor(
    private readonly recordings: RoomRecordings,
    private readonly pages: Pages,
  ) {}

  @Post('suppression')
  async delete(
    @Param('id') id: string,
    @Param('room') room: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(deletionForm, body);
    if (!form.ok) throw new AppError(NOT_FOUND);
    const deleted = await this.recordings.delete(actor, knownId(id), knownId(room), form.value.recording);
    await this.pages.goTo(
      request,
      reply,
      `/mes-services/${id}/salles/${room}`,
      deleted.ok
        ? { kind: 'success', key: 'rooms:flash.recordingDeleted' }
        : { kind: 'error', key: 'rooms:refusals.unreachable' },
    );
  }
}
