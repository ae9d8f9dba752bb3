import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Access } from '../../../platform/security/access.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import type { Actor } from '../../../platform/security/actor.js';
import { EvidenceKeeper } from '../updates/evidence.service.js';
import type { StoredFile } from '../../../platform/files/stored-file.entity.js';

/** Files that prove something. They are other people's content: nothing in them may act in the portal's name. */
@Controller()
export class EvidenceFilesController {
  constructor(private readonly evidence: EvidenceKeeper) {}

  @Get('engagements/pieces/:id')
  @Access('public')
  async published(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    await send(reply, await this.evidence.file(null, id));
  }

  @Get('editeur/pieces/:id')
  @Access('editor')
  async draft(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    await send(reply, await this.evidence.file(actor, id));
  }
}

/** Pictures may be shown in a page, everything else is saved (RFC 6266 for the name). */
async function send(reply: FastifyReply, file: StoredFile): Promise<void> {
  const disposition = file.mediaType.startsWith('image/') ? 'inline' : 'attachment';
  await reply
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('content-disposition', `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`)
    .header('cross-origin-resource-policy', 'same-origin')
    .type(file.mediaType)
    .send(file.content);
}
