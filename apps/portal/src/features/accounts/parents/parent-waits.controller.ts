import { Body, Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { DAY, type Clock } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CLOCK } from '../../../platform/config/tokens.js';
import { emailAddress } from '../../../platform/forms/form-fields.js';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { ShowsForm } from '../../../platform/server/route-options.js';
import type { Account } from '../account.entity.js';
import { PARENT_AWAITED_DAYS } from '../accounts.register.js';
import { asksAgainUntil, ParentWaits, WAIT_PAGE } from './parent-waits.service.js';

const PAGE: PageOptions = { title: 'accounts:parents.wait.title', noIndex: true };

const askForm = z.object({ parentEmail: emailAddress() });

/** Where a child's sign-in ends while a parent has yet to agree. */
@Controller('connexion/accord-parental')
@Access('public')
export class ParentWaitsController {
  constructor(
    private readonly waits: ParentWaits,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ShowsForm()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const account = await this.waits.of(request);
    if (account === null) return this.over(request, reply);
    const form = emptyForm({ parentEmail: account.parentEmail ?? '' });
    await this.pages.show(request, reply, 'accounts/parent-wait', await this.model(account, form), PAGE);
  }

  @Post()
  @ShowsForm()
  async askAgain(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const account = await this.waits.of(request);
    if (account === null) return this.over(request, reply);
    const again = async (form: FormState): Promise<void> =>
      this.pages.showErrors(request, reply, 'accounts/parent-wait', await this.model(account, form), PAGE);
    const form = readForm(askForm, body);
    if (!form.ok) return again(form.error);
    const { parentEmail } = form.value;
    const asked = await this.waits.askAgain(account, parentEmail);
    if (asked.ok) {
      const flash = {
        kind: 'success',
        key: 'accounts:flash.parentAskedAgain',
        params: { email: parentEmail },
      } as const;
      return this.pages.goTo(request, reply, WAIT_PAGE, flash);
    }
    if (asked.error === 'over') return this.over(request, reply);
    if (asked.error === 'late') return this.pages.goTo(request, reply, WAIT_PAGE);
    await again(formWithError(body, 'parentEmail', { key: 'accounts:errors.parentSame' }));
  }

  private async model(account: Account, form: FormState): Promise<object> {
    const { parentEmail, parentAskedAt, deleteAfter } = account;
    return {
      form,
      parentEmail,
      askedAt: parentAskedAt,
      erasedAt: deleteAfter ?? new Date(parentAskedAt!.getTime() + PARENT_AWAITED_DAYS * DAY),
      withdrawn: deleteAfter !== null,
      asksAgain: asksAgainUntil(account) > this.clock.now(),
      cameBack: await this.waits.cameBack(account),
    };
  }

  /** Nobody waits here, or no longer: signing in says how things are. */
  private over(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return this.pages.goTo(request, reply, '/connexion');
  }
}
