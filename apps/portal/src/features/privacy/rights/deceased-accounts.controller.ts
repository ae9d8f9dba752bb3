import { Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { administratorRights } from './rights-area.js';
import { RightsDeskPages } from './rights-desk-pages.service.js';
import { RightsDesk } from './rights-desk.service.js';

/** The account of somebody who died, which administrators alone close when the relatives ask for it. */
@Controller('admin/droits/:id/fermeture-du-compte')
@Access('administrator')
export class DeceasedAccountsController {
  constructor(
    private readonly rights: RightsDeskPages,
    private readonly desk: RightsDesk,
  ) {}

  @Post()
  @StepUp()
  async close(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const result = await this.desk.closeAccount(actor, knownId(id));
    await this.rights.done(administratorRights, id, result, 'accountClosed', reply);
  }
}
