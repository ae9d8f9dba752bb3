import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { OpenBeforeEnrolment } from '../../../platform/security/enrolment.js';
import { ShownOnce } from '../../../platform/security/shown-once.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { securityCrumbs, SECURITY_PAGE } from '../overview/security-crumbs.js';
import { RecoveryCodes } from './recovery-codes.service.js';
import { CODES_PAGE, showCodes } from './show-codes.js';

/** Recovery codes: new ones in the place of the old, and the page where those that were just made are read once. */
@Controller('compte/securite/codes')
@Access('signed-in')
@OpenBeforeEnrolment()
export class RecoveryCodesController {
  constructor(
    private readonly codes: RecoveryCodes,
    private readonly shownOnce: ShownOnce,
    private readonly pages: Pages,
  ) {}

  @Post()
  @StepUp()
  async renew(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const codes = await this.codes.renew(actor);
    if (codes === null) return this.pages.goTo(request, reply, SECURITY_PAGE);
    const flash = { kind: 'success', key: 'factors:flash.codesRenewed' } as const;
    await showCodes(this.shownOnce, request, reply, codes, flash);
  }

  @Get()
  async show(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const codes = this.shownOnce.take(request, CODES_PAGE) as readonly string[] | null;
    if (codes === null) return this.pages.goTo(request, reply, SECURITY_PAGE);
    const options = { title: 'factors:codes.title', breadcrumbs: securityCrumbs, noIndex: true };
    await this.pages.show(request, reply, 'factors/codes', { codes, email: actor.email }, options);
  }
}
