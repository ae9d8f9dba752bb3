import { Body, Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../platform/config/tokens.js';
import { emptyForm } from '../../../platform/forms/read-form.js';
import { Pages, type Flash, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { hasRole, type Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { OpenBeforeEnrolment } from '../../../platform/security/enrolment.js';
import { ShownOnce } from '../../../platform/security/shown-once.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { Passkeys } from '../passkeys/passkeys.service.js';
import { relyingParty } from '../passkeys/relying-party.js';
import { showCodes } from '../recovery/show-codes.js';
import { SECURITY_PAGE } from './security-crumbs.js';
import { SecurityOverview } from './security-overview.service.js';

const PAGE: PageOptions = {
  title: 'factors:security.title',
  breadcrumbs: [{ label: 'accounts:account.title', href: '/compte' }],
};

/** How somebody signs in, at a glance, and whether a password alone is enough. */
@Controller('compte/securite')
@Access('signed-in')
@OpenBeforeEnrolment()
export class SecurityController {
  constructor(
    private readonly overview: SecurityOverview,
    private readonly passkeys: Passkeys,
    private readonly shownOnce: ShownOnce,
    private readonly pages: Pages,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  @Get()
  async show(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const state = await this.overview.of(actor);
    const passkeys = await this.passkeys.list(actor);
    const overdue = this.overview.isOverdue(actor);
    const goOn = overdue ? null : (request.session.get('afterEnrolment') ?? null);
    if (goOn !== null) request.session.set('afterEnrolment', undefined);
    const model = {
      ...state,
      goOn,
      form: emptyForm(),
      passkeysPossible: relyingParty(this.settings) !== null,
      passkeys: passkeys.map(({ id, name, createdAt, lastUsedAt, synced }) => ({
        id,
        name,
        createdAt,
        lastUsedAt,
        synced,
      })),
      role: hasRole(actor),
      due: actor.secondFactorDue,
      overdue,
      // Only passkeys: whether the password still opens the account by itself is theirs to say.
      choice: state.held.passkeys > 0 && !state.held.totp && (!hasRole(actor) || state.since === null),
    };
    await this.pages.show(request, reply, 'factors/security', model, PAGE);
  }

  @Post('second-facteur')
  @StepUp()
  async choose(
    @CurrentActor() actor: Actor,
    @Body() body: { always?: unknown },
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const always = body.always === '1';
    const chosen = await this.overview.choose(actor, always);
    const flash: Flash = chosen.ok
      ? { kind: 'success', key: `factors:flash.${always ? 'always' : 'notAlways'}` }
      : { kind: 'error', key: `factors:errors.${chosen.error}` };
    if (chosen.ok && chosen.value !== null) return showCodes(this.shownOnce, request, reply, chosen.value, flash);
    await this.pages.goTo(request, reply, SECURITY_PAGE, flash);
  }
}
