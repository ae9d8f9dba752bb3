import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { emailAddress, tickBox } from '../../../platform/forms/form-fields.js';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { nextPath, nextQuery } from '../../../platform/pages/next-path.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { ProofOfWork } from '../../../platform/security/proof-of-work.js';
import { ShowsForm } from '../../../platform/server/route-options.js';
import { SignInCompletion } from '../sign-in-completion.service.js';
import type { DeadLink } from '../tokens/account-tokens.service.js';
import { showDeadLink } from '../tokens/link-pages.js';
import { SignInLinks, type LinkLook } from './sign-in-links.service.js';

const ASK: PageOptions = { title: 'accounts:link.title', description: 'accounts:link.lead', noIndex: true };
const ENTER: PageOptions = { title: 'accounts:link.enterTitle', noIndex: true };
const AGAIN = { href: '/connexion/lien', action: 'accounts:link.again' };

const askForm = z.object({
  email: emailAddress(),
  suite: z.string({ error: 'ui:errors.invalid' }).max(1000, 'ui:errors.invalid').default(''),
  proof: z.string({ error: 'ui:errors.invalid' }).max(4000, 'ui:errors.invalid').default(''),
});

const enterForm = z.object({ asked: tickBox(), stay: tickBox() });

/** Signing in by a link to the mailbox. */
@Controller('connexion/lien')
@Access('public')
export class SignInLinksController {
  constructor(
    private readonly links: SignInLinks,
    private readonly completion: SignInCompletion,
    private readonly proof: ProofOfWork,
    private readonly pages: Pages,
  ) {}

  @Get()
  @ShowsForm()
  async ask(@Query('suite') next: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const model = { form: emptyForm({ suite: nextPath(next) ?? '' }), challenge: await this.proof.challenge() };
    await this.pages.show(request, reply, 'accounts/link', model, ASK);
  }

  @Post()
  @ShowsForm()
  async send(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = readForm(askForm, body);
    if (!form.ok) {
      const model = { form: form.error, challenge: await this.proof.challenge() };
      return this.pages.showErrors(request, reply, 'accounts/link', model, ASK);
    }
    await this.links.request(request, form.value);
    await this.pages.goTo(request, reply, '/connexion/lien/envoi');
  }

  /** The same answer whether or not the address has an account. */
  @Get('envoi')
  async sent(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(
      request,
      reply,
      'accounts/link-sent',
      {},
      { title: 'accounts:link.sentTitle', noIndex: true },
    );
  }

  /** Looking uses nothing up: mail scanners look at every link. */
  @Get(':token')
  @ShowsForm()
  async open(
    @Param('token') token: string,
    @Query('suite') next: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const look = await this.links.look(request, token);
    if (!look.ok) return this.dead(look.error, request, reply);
    const model = modelOf(token, nextPath(next), look.value, emptyForm());
    await this.pages.show(request, reply, 'accounts/link-enter', model, ENTER);
  }

  @Post(':token')
  @ShowsForm()
  async enter(
    @Param('token') token: string,
    @Query('suite') next: unknown,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const look = await this.links.look(request, token);
    if (!look.ok) return this.dead(look.error, request, reply);
    const again = (form: FormState): Promise<void> =>
      this.pages.showErrors(
        request,
        reply,
        'accounts/link-enter',
        modelOf(token, nextPath(next), look.value, form),
        ENTER,
      );
    const form = readForm(enterForm, body);
    if (!form.ok) return again(form.error);
    // A link that somebody else asked for, or that was forwarded: only who says that it is theirs goes on.
    if (!look.value.sameBrowser && !form.value.asked)
      return again(formWithError(body, 'asked', { key: 'accounts:errors.linkNotAsked' }));
    const used = await this.links.use(token);
    if (!used.ok) return this.dead(used.error, request, reply);
    const proof = { methods: ['otp'] as const, stay: form.value.stay, next };
    const completed = await this.completion.complete(request, reply, used.value, proof);
    if (completed.ok) return;
    const flash = { kind: 'error', key: `accounts:errors.signIn.${completed.error}` } as const;
    await this.pages.goTo(request, reply, '/connexion', flash);
  }

  private dead(reason: DeadLink, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return showDeadLink(this.pages, request, reply, reason, AGAIN);
  }
}

function modelOf(token: string, next: string | null, look: LinkLook, form: FormState): object {
  return { ...look, form, action: `/connexion/lien/${token}${nextQuery(next)}` };
}
