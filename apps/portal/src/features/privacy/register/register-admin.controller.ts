import { Body, Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CLOCK } from '../../../platform/config/tokens.js';
import { emailAddress, requiredText } from '../../../platform/forms/form-fields.js';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { longDate } from '../../../platform/i18n/long-date.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { article30Csv, article30Pdf, type Article30 } from './article-30.js';
import { DataProtectionOfficer } from './data-protection-officer.service.js';
import { RegisterView } from './register-view.service.js';

const PAGE: PageOptions = {
  title: 'privacy:register.title',
  breadcrumbs: [{ label: 'administration:title', href: '/admin' }],
};

const FIELDS = [
  ...['activity', 'purpose', 'basis', 'persons', 'data', 'table', 'column', 'retention'],
  ...['viewers', 'transfers', 'security', 'controller', 'officer'],
];

const officerForm = z.object({
  name: requiredText('privacy:errors.officerName', 120),
  email: emailAddress(),
});

/** The register of RGPD article 30, for the commune's data protection officer. */
@Controller('admin/registre')
@Access('administrator')
export class RegisterAdminController {
  constructor(
    private readonly view: RegisterView,
    private readonly officer: DataProtectionOfficer,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = emptyForm({ ...(await this.officer.get()) });
    await this.pages.show(request, reply, 'privacy/register-admin', this.model(request, form), PAGE);
  }

  @Post('delegue')
  async name(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(officerForm, body);
    if (!form.ok)
      return this.pages.showErrors(request, reply, 'privacy/register-admin', this.model(request, form.error), PAGE);
    await this.officer.name(actor, form.value);
    await this.pages.goTo(request, reply, '/admin/registre', { kind: 'success', key: 'privacy:flash.officerNamed' });
  }

  @Get('registre.csv')
  async csv(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const content = article30Csv(await this.record(request));
    await send(reply, 'text/csv; charset=utf-8', 'registre-article-30.csv', content);
  }

  @Get('registre.pdf')
  async pdf(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const content = await article30Pdf(await this.record(request));
    await send(reply, 'application/pdf', 'registre-article-30.pdf', content);
  }

  private model(request: FastifyRequest, form: FormState): object {
    return { form, activities: this.view.activities(request.locale) };
  }

  private async record(request: FastifyRequest): Promise<Article30> {
    const text = (key: string): string => this.pages.text(request, `privacy:article30.${key}`);
    return {
      title: text('title'),
      date: longDate(this.clock.now(), request.locale),
      controller: await this.officer.controller(),
      officer: await this.officer.get(),
      activities: this.view.activities(request.locale),
      fields: Object.fromEntries(FIELDS.map((name) => [name, text(`fields.${name}`)])),
      transfers: text('transfers'),
      security: text('security'),
      lang: request.locale,
    };
  }
}

async function send(reply: FastifyReply, type: string, name: string, content: Buffer): Promise<void> {
  await reply
    .header('content-type', type)
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'no-store')
    .send(content);
}
