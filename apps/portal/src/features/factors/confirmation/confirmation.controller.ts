import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { withLocale } from '../../../platform/i18n/locales.js';
import { nextPath } from '../../../platform/pages/next-path.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { AccountSessions } from '../../accounts/account-sessions.service.js';
import { ConfirmationProofs } from './confirmation-proofs.service.js';
import { keptFields } from './kept-form.js';

const PAGE: PageOptions = { title: 'factors:confirmation.title' };

/** When nothing says where to go on. */
const OTHERWISE = '/compte';

const passwordForm = z.object({
  confirmationPassword: z
    .string({ error: 'accounts:errors.passwordMissing' })
    .min(1, 'accounts:errors.passwordMissing')
    .max(1000, 'ui:errors.tooLong'),
});

/** Where somebody goes on after the proof: to a page (`suite`), or to where the kept form is sent (`envoi`). */
interface Way {
  readonly suite?: unknown;
  readonly envoi?: unknown;
}

/** Asks somebody who is signed in who they are, before something dangerous (`@StepUp()`). */
@Controller('connexion/confirmation')
@Access('signed-in')
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
    if ((body as { confirmation?: unknown }).confirmation === undefined) {
      const model = await this.model(actor, emptyForm(), way, keptFields(body));
      return this.pages.show(request, reply, 'factors/confirmation', model, PAGE);
    }
    const form = readForm(passwordForm, body);
    if (!form.ok) return again(form.error);
    const proved = await this.proofs.password(actor, form.value.confirmationPassword);
    if (!proved.ok) {
      return again(formWithError(body, 'confirmationPassword', { key: 'accounts:errors.wrongPassword' }));
    }
    this.sessions.proved(request, proved.value);
    const sendTo = nextPath(way.envoi);
    // 307: the browser sends the kept fields on to where they were going (RFC 9110, 15.4.8).
    if (sendTo !== null) await reply.redirect(withLocale(request.locale, sendTo), 307);
    else await this.pages.goTo(request, reply, nextPath(way.suite) ?? OTHERWISE);
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
      // Without a password the way in by which they came is the proof.
      signInAgain: `/connexion?suite=${encodeURIComponent(nextPath(way.suite) ?? OTHERWISE)}`,
      ...(await this.proofs.possible(actor)),
    };
  }
}
