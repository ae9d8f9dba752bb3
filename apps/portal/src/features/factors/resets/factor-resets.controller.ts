import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { tableView, type FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { emailAddress, longText } from '../../../platform/forms/form-fields.js';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { FactorDuties, type FactorDuty } from './factor-duties.service.js';
import { FactorResets } from './factor-resets.service.js';

const PAGE: PageOptions = {
  title: 'factors:admin.title',
  breadcrumbs: [{ label: 'factors:admin.home', href: '/admin' }],
};
const PATH = '/admin/second-facteur';

const resetForm = z.object({
  email: emailAddress(),
  check: longText(500, 'factors:errors.checkMissing').refine((text) => text.length >= 15, {
    error: 'factors:errors.checkShort',
  }),
});

/** Who has a second factor, and the way back for who lost theirs. */
@Controller('admin/second-facteur')
@Access('administrator')
export class FactorResetsController {
  constructor(
    private readonly resets: FactorResets,
    private readonly duties: FactorDuties,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(request, reply, 'factors/admin', await this.model(request, emptyForm()), PAGE);
  }

  @Post()
  @StepUp()
  async reset(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const again = async (form: FormState): Promise<void> =>
      this.pages.showErrors(request, reply, 'factors/admin', await this.model(request, form), PAGE);
    const form = readForm(resetForm, body);
    if (!form.ok) return again(form.error);
    const { email, check } = form.value;
    const done = await this.resets.reset(actor, email, check);
    if (!done.ok) return again(formWithError(body, 'email', { key: `factors:errors.reset.${done.error}` }));
    await this.pages.goTo(request, reply, PATH, { kind: 'success', key: 'factors:flash.reset', params: { email } });
  }

  private async model(request: FastifyRequest, form: FormState): Promise<object> {
    const text = (key: string): string => this.pages.text(request, key);
    const table = tableView<FactorDuty>({
      caption: text('factors:admin.list'),
      rows: await this.duties.list(),
      columns: [
        { label: text('factors:admin.name'), value: (row) => row.name },
        { label: text('factors:admin.email'), value: (row) => row.email },
        { label: text('factors:admin.since'), kind: 'date', value: (row) => row.since },
        { label: text('factors:admin.due'), kind: 'date', value: (row) => (row.since === null ? row.due : null) },
      ],
    });
    return { form, table };
  }
}
