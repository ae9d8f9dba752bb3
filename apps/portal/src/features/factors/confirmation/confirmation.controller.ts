import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError } from '../../../platform/forms/read-form.js';
import { withLocale } from '../../../platform/i18n/locales.js';
import { nextPath } from '../../../platform/pages/next-path.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { OpenBeforeEnrolment } from '../../../platform/security/enrolment.js';
import { AccountSessions } from '../../accounts/account-sessions.service.js';
import { readProof } from './confirmation.forms.js';
import { ConfirmationProofs } from './confirmation-proofs.service.js';
import { keptFields } from './kept-form.js';

const PAGE: PageOptions = { title: 'factors:confirmation.title' };

/** When nothing says where to go on. */
const OTHERWISE = '/compte';

/** The field beside which a wrong proof is said. */
const FIELDS = {
  password: { field: 'confirmationPassword', key: 'accounts:errors.wrongPassword' },
  code: { field: 'confirmationCode', key: 'factors:errors.codeWrong' },
  passkey: { field: 'passkey', key: 'factors:errors.passkey.invalid' },
} as const;

/** Where somebody goes on after the proof: to a page (`suite`), or to where the kept form is sent (`envoi`). */
interface Way {
  readonly suite?: unknown;
  readonly envoi?: unknown;
}

/** Asks somebody who is signed in who they are, before something dangerous (`@StepUp()`). */
@Controller('connexion/confirmation')
@Access('signed-in')
@OpenBeforeEnrolment()
export class ConfirmationController {
  constructor(
    private readonly proofs: ConfirmationProofs,
    private readonly sessions: AccountSessions,
    private readonly pages: Pages,
  ) {}

  @Get()
  async ask(
    @CurrentActor() actor: Actor,
    @Query() way: Way,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const model = await this.model(actor, emptyForm(), { suite: way.suite }, []);
    await this.pages.show(request, reply, 'factors/confirmation', model, PAGE);
  }

  /** A form on its way to something dangerous arrives here first; then comes the answer to the page, which carries it along. */
  @Post()
  async answer(
    @CurrentActor() actor: Actor,
    @Query() way: Way,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const again = async (form: FormState): Promise<void> => {
      const model = await this.model(actor, form, way, keptFields(body));
      await this.pages.showErrors(request, reply, 'factors/confirmation', model, PAGE);
    };
    const proof = readProof(body);
    if (proof === null) {
      const model = await this.model(actor, emptyForm(), way, keptFields(body));
      return this.pages.show(request, reply, 'factors/confirmation', model, PAGE);
    }
    if (!proof.ok) return again(proof.error);
    const proved = await this.proofs.check(actor, request, proof.value);
    if (!proved.ok) {
      const { field, key } = FIELDS[proved.error];
      return again(formWithError({}, field, { key }));
    }
    this.sessions.proved(request, proved.value);
    const sendTo = nextPath(way.envoi);
    // 307: the browser sends the kept fields on to where they were going (RFC 9110, 15.4.8).
    if (sendTo !== null) await reply.redirect(withLocale(request.locale, sendTo), 307);
    else await this.pages.goTo(request, reply, nextPath(way.suite) ?? OTHERWISE);
  }

  @Post('cle/options')
  async options(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await reply.send(await this.proofs.passkeyOptions(actor, request));
  }

  private async model(
    actor: Actor,
    form: FormState,
    way: Way,
    kept: readonly { name: string; value: string }[],
  ): Promise<object> {
    return {
      form,
      kept,
      email: actor.email,
      suite: nextPath(way.suite) ?? undefined,
      envoi: nextPath(way.envoi) ?? undefined,
      // Who has nothing to prove it with here proves it by the way in by which they came.
      signInAgain: `/connexion?suite=${encodeURIComponent(nextPath(way.suite) ?? OTHERWISE)}`,
      possible: await this.proofs.possible(actor),
    };
  }
}
