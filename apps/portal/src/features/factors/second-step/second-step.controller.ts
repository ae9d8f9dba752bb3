import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { ShowsForm } from '../../../platform/server/route-options.js';
import { SignInCompletion, type HalfSignIn } from '../../accounts/sign-in-completion.service.js';
import { codeForm, recoveryForm } from '../code.forms.js';
import { PasskeyProofs } from '../passkeys/passkey-proofs.service.js';
import { SecondFactor } from '../second-factor.service.js';
import { SecondProofs } from './second-proofs.service.js';

const PAGE: PageOptions = { title: 'factors:secondStep.title', noIndex: true };

/** Asks for the second proof of somebody who gave a first one. Public: nobody is signed in yet. */
@Controller('connexion/second-facteur')
@Access('public')
export class SecondStepController {
  constructor(
    private readonly completion: SignInCompletion,
    private readonly factors: SecondFactor,
    private readonly proofs: SecondProofs,
    private readonly passkeys: PasskeyProofs,
    private readonly pages: Pages,
  ) {}

  @Get()
  @ShowsForm()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const half = await this.completion.half(request);
    if (half === null) return this.startAgain(request, reply);
    await this.pages.show(request, reply, 'factors/second-step', await this.model(half, emptyForm()), PAGE);
  }

  @Post()
  @ShowsForm()
  async code(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = readForm(codeForm, body);
    await this.check(request, reply, body, 'code', form.ok ? form.value.code : form.error);
  }

  @Post('secours')
  @ShowsForm()
  async recovery(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = readForm(recoveryForm, body);
    await this.check(request, reply, body, 'recovery', form.ok ? form.value.recovery : form.error);
  }

  @Post('cle/options')
  async options(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const half = await this.completion.half(request);
    if (half === null) return this.startAgain(request, reply);
    await reply.send(await this.passkeys.options(request, 'second-proof', half.account.id));
  }

  @Post('cle')
  @ShowsForm()
  async passkey(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const half = await this.completion.half(request);
    if (half === null) return this.startAgain(request, reply);
    const answer = (body as { passkey?: unknown }).passkey;
    const proof = await this.passkeys.check(request, 'second-proof', half.account.id, answer);
    if (proof.ok) return this.completion.finish(request, reply, half, proof.value.methods);
    const error = formWithError({}, 'passkey', { key: `factors:errors.passkey.${proof.error}` });
    await this.pages.showErrors(request, reply, 'factors/second-step', await this.model(half, error), PAGE);
  }

  /** `typed` is the code, or the form with what is wrong about it. */
  private async check(
    request: FastifyRequest,
    reply: FastifyReply,
    body: unknown,
    field: 'code' | 'recovery',
    typed: string | FormState,
  ): Promise<void> {
    const half = await this.completion.half(request);
    if (half === null) return this.startAgain(request, reply);
    if (typeof typed === 'string' && (await this.proofs.use(half.account, typed))) {
      return this.completion.finish(request, reply, half, ['otp']);
    }
    const form =
      typeof typed === 'string' ? formWithError(body, field, { key: `factors:errors.${field}Wrong` }) : typed;
    await this.pages.showErrors(request, reply, 'factors/second-step', await this.model(half, form), PAGE);
  }

  private startAgain(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return this.pages.goTo(request, reply, '/connexion', { kind: 'warning', key: 'factors:flash.startAgain' });
  }

  private async model({ account }: HalfSignIn, form: FormState): Promise<object> {
    const { passkeys, totp } = await this.factors.held(account.id);
    return { form, passkeys: passkeys > 0, totp, recoveryOpen: form.errors['recovery'] !== undefined };
  }
}
