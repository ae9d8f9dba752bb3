import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithErrors, readForm } from '../../../platform/forms/read-form.js';
import { nextPath } from '../../../platform/pages/next-path.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { ShowsForm } from '../../../platform/server/route-options.js';
import { SignInCompletion } from '../../accounts/sign-in-completion.service.js';
import { newAccountFields } from '../../accounts/sign-up/unconfirmed-accounts.service.js';
import { SignUpPage, type SignUpState } from '../../accounts/sign-up/sign-up-page.service.js';
import type { IdentityProvider } from '../providers/identity-provider.entity.js';
import { IdentityProviders } from '../providers/identity-providers.service.js';
import { OutsideSignUp, type Newcomer } from './outside-sign-up.service.js';

const PAGE: PageOptions = { title: 'identities:signUp.title', noIndex: true };

/** The account of somebody who comes from a provider for the first time. */
@Controller('connexion/avec/:slug')
@Access('public')
export class OutsideSignUpController {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly signUp: OutsideSignUp,
    private readonly page: SignUpPage,
    private readonly completion: SignInCompletion,
    private readonly pages: Pages,
  ) {}

  @Get('compte')
  @ShowsForm()
  async form(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const provider = await this.providers.open(slug);
    const newcomer = this.signUp.newcomer(request, provider.id);
    if (newcomer === null) return this.gone(provider, request, reply);
    const { name, email } = newcomer.identity;
    const values = { displayName: name, email: email ?? '', language: request.locale };
    const model = await this.model(request, provider, newcomer, { form: emptyForm(values) });
    await this.pages.show(request, reply, 'identities/sign-up', model, PAGE);
  }

  @Post('compte')
  @ShowsForm()
  async submit(
    @Param('slug') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const provider = await this.providers.open(slug);
    const newcomer = this.signUp.newcomer(request, provider.id);
    if (newcomer === null) return this.gone(provider, request, reply);
    const again = async (form: FormState, more: Partial<SignUpState> = {}): Promise<void> => {
      const model = await this.model(request, provider, newcomer, { form, ...more });
      return this.pages.showErrors(request, reply, 'identities/sign-up', model, PAGE);
    };
    const form = readForm(newAccountFields, body);
    if (!form.ok) return again(form.error);
    const outcome = await this.signUp.register(form.value, newcomer);
    if (!outcome.ok) {
      if (outcome.error === 'elsewhere') return this.gone(provider, request, reply);
      return again(formWithErrors(body, outcome.error.errors), { commune: outcome.error.commune });
    }
    request.session.set('newcomer', undefined);
    if (outcome.value === null) return this.pages.goTo(request, reply, '/inscription/envoi');
    const { mfa, next, signOutElsewhere } = newcomer;
    const proof = { methods: mfa ? (['mfa'] as const) : [], stay: false, next, signOutElsewhere };
    const completed = await this.completion.complete(request, reply, outcome.value, proof);
    if (!completed.ok) return this.gone(provider, request, reply);
  }

  /** Only a page: mail scanners follow every link. The identity with which the account was made is asked for again. */
  @Get('confirmation/:token')
  async confirm(
    @Param('slug') slug: string,
    @Param('token') token: string,
    @Query('suite') next: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const provider = await this.providers.open(slug);
    if (!(await this.signUp.works(token))) {
      const flash = { kind: 'error', key: 'identities:flash.deadLink', params: { provider: provider.label } } as const;
      return this.pages.goTo(request, reply, '/connexion', flash);
    }
    const model = { slug, token, label: provider.label, suite: nextPath(next) };
    await this.pages.show(request, reply, 'identities/confirm', model, {
      title: 'accounts:confirm.title',
      noIndex: true,
    });
  }

  private async model(
    request: FastifyRequest,
    { slug, label }: IdentityProvider,
    { next }: Newcomer,
    state: SignUpState,
  ): Promise<object> {
    return { ...(await this.page.model(request.locale, state)), slug, label, next };
  }

  private gone({ label }: IdentityProvider, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const flash = { kind: 'error', key: 'identities:failures.stale', params: { provider: label } } as const;
    return this.pages.goTo(request, reply, '/connexion', flash);
  }
}
