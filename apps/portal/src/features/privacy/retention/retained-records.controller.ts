import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { isId } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { longText, requiredText } from '../../../platform/forms/form-fields.js';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { RetainedRecords } from './retained-records.service.js';

const PAGE: PageOptions = {
  title: 'privacy:retained.title',
  breadcrumbs: [{ label: 'administration:title', href: '/admin' }],
};

const searchForm = z.object({
  about: requiredText('privacy:errors.about', 254),
  reason: longText(500, 'privacy:errors.reason').refine((text) => text.length >= 15, 'privacy:errors.reasonShort'),
});

/** The restricted store: opened for one address or account at a time, for a written reason that stays in the audit log. */
@Controller('admin/donnees-conservees')
@Access('administrator')
export class RetainedRecordsController {
  constructor(
    private readonly records: RetainedRecords,
    private readonly pages: Pages,
  ) {}

  @Get()
  @StepUp()
  async form(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(request, reply, 'privacy/retained', { form: emptyForm(), found: null }, PAGE);
  }

  @Post()
  @StepUp()
  async search(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(searchForm, body);
    if (!form.ok)
      return this.pages.showErrors(request, reply, 'privacy/retained', { form: form.error, found: null }, PAGE);
    const { about, reason } = form.value;
    const records = await this.records.read(actor, isId(about) ? { accountId: about } : { address: about }, reason);
    const found = records.map(({ facts, ...record }) => ({
      ...record,
      facts: Object.entries(facts).map(([name, value]) => ({ nameKey: `privacy:retained.facts.${name}`, value })),
    }));
    await this.pages.show(
      request,
      reply,
      'privacy/retained',
      { form: emptyForm(form.value), found, searched: true },
      PAGE,
    );
  }
}
