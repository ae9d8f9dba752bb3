import { Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { OpenBeforeEnrolment } from '../../../platform/security/enrolment.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { SECURITY_PAGE } from '../overview/security-crumbs.js';
import { RecoveryCodes } from './recovery-codes.service.js';
import { showCodes } from './show-codes.js';

/** New recovery codes in the place of the old ones. */
@Controller('compte/securite/codes')
@Access('signed-in')
@OpenBeforeEnrolment()
export class RecoveryCodesController {
  constructor(
    private readonly codes: RecoveryCodes,
    private readonly pages: Pages,
  ) {}

  @Post()
  @StepUp()
  async renew(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const codes = await this.codes.renew(actor);
    if (codes === null) return this.pages.goTo(request, reply, SECURITY_PAGE);
    await showCodes(this.pages, request, reply, codes, { kind: 'success', key: 'factors:flash.codesRenewed' });
  }
}
