import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { ShowsForm } from '../../../platform/server/route-options.js';
import type { DeadLink } from '../tokens/account-tokens.service.js';
import { showDeadLink } from '../tokens/link-pages.js';
import { ParentAgreements } from './parent-agreements.service.js';
import { ParentWithdrawals } from './parent-withdrawals.service.js';

const ASK: PageOptions = { title: 'accounts:parents.ask.title', noIndex: true };
const WITHDRAW: PageOptions = { title: 'accounts:parents.withdraw.title', noIndex: true };
const WAY_ON = { href: '/confidentialite', action: 'accounts:parents.privacy' };

const ANSWERS = ['accord', 'refus', 'retrait'];

const answerForm = z.object({ answer: z.enum(['agree', 'refuse'], { error: 'accounts:errors.parentAnswer' }) });

/** What a parent is asked by mail. They need no account. */
@Controller('accord-parental')
@Access('public')
export class ParentAgreementsController {
  constructor(
    private readonly parents: ParentAgreements,
    private readonly withdrawals: ParentWithdrawals,
    private readonly pages: Pages,
  ) {}

  /** Only a form: mail scanners follow every link, and must not answer in a parent's place. */
  @Get(':token')
  @ShowsForm()
  async ask(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.draw(token, emptyForm(), request, reply);
  }

  @Post(':token')
  @ShowsForm()
  async answer(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(answerForm, body);
    if (!form.ok) return this.draw(token, form.error, request, reply);
    const agrees = form.value.answer === 'agree';
    const answered = await (agrees ? this.parents.agree(token, request.ip) : this.parents.refuse(token, request.ip));
    if (!answered.ok) return this.dead(answered.error, request, reply);
    await this.pages.goTo(request, reply, `/accord-parental/reponse/${agrees ? 'accord' : 'refus'}`);
  }

  /** Only a button, for the same reason. */
  @Get('retrait/:token')
  @ShowsForm()
  async askToWithdraw(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const look = await this.withdrawals.look(token, request.ip);
    if (!look.ok) return this.dead(look.error, request, reply);
    await this.pages.show(request, reply, 'accounts/parent-withdraw', { token, ...look.value }, WITHDRAW);
  }

  @Post('retrait/:token')
  async withdraw(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const outcome = await this.withdrawals.withdraw(token, request.ip);
    if (!outcome.ok) return this.dead(outcome.error, request, reply);
    await this.pages.goTo(request, reply, '/accord-parental/reponse/retrait');
  }

  @Get('reponse/:answer')
  async answered(
    @Param('answer') answer: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!ANSWERS.includes(answer)) throw new AppError(NOT_FOUND);
    const title = `accounts:parents.answered.${answer}.title`;
    const model = { title, lead: `accounts:parents.answered.${answer}.lead` };
    await this.pages.show(request, reply, 'accounts/parent-answered', model, { title, noIndex: true });
  }

  private async draw(token: string, form: FormState, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const look = await this.parents.look(token, request.ip);
    if (!look.ok) return this.dead(look.error, request, reply);
    const model = { token, form, ...look.value };
    if (Object.keys(form.errors).length > 0)
      return this.pages.showErrors(request, reply, 'accounts/parent-ask', model, ASK);
    await this.pages.show(request, reply, 'accounts/parent-ask', model, ASK);
  }

  private dead(reason: DeadLink, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return showDeadLink(this.pages, request, reply, reason, WAY_ON);
  }
}
