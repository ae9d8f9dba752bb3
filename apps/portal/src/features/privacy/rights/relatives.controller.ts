import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { emailAddress, longText, requiredText } from '../../../platform/forms/form-fields.js';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { ShowsForm } from '../../../platform/server/route-options.js';
import { piecesAsked, relativeWishes } from './rights-request.entity.js';
import { RightsRequests } from './rights-requests.service.js';

const PAGE: PageOptions = { title: 'privacy:relatives.title', description: 'privacy:relatives.description' };

const relativesForm = z.object({
  deceasedName: requiredText('privacy:errors.deceasedName', 120),
  deceasedEmail: z.union([z.literal('').transform(() => null), emailAddress()]).default(null),
  kinship: requiredText('privacy:errors.kinship', 120),
  wish: z.enum(relativeWishes, { error: 'privacy:errors.wish' }),
  name: requiredText('privacy:errors.name', 120),
  email: emailAddress(),
  message: longText(5000),
});

/** What relatives of somebody who died can ask for (law of 6 January 1978, article 85), with the pieces that they will be asked to show. */
@Controller('proches')
@Access('public')
export class RelativesController {
  constructor(
    private readonly requests: RightsRequests,
    private readonly pages: Pages,
  ) {}

  @Get()
  @ShowsForm()
  async form(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(request, reply, 'privacy/relatives', model(emptyForm({ wish: 'close' })), PAGE);
  }

  @Post()
  @ShowsForm()
  async send(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = readForm(relativesForm, body);
    if (!form.ok) return this.pages.showErrors(request, reply, 'privacy/relatives', model(form.error), PAGE);
    await this.requests.askForDeceased(form.value, request.locale, request.ip);
    await this.pages.goTo(request, reply, '/proches/envoyee');
  }

  @Get('envoyee')
  async sent(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(
      request,
      reply,
      'privacy/relatives-sent',
      { pieces: pieces() },
      {
        title: 'privacy:relatives.sentTitle',
        breadcrumbs: [{ label: 'privacy:relatives.title', href: '/proches' }],
        noIndex: true,
      },
    );
  }
}

function model(form: FormState): object {
  return {
    form,
    pieces: pieces(),
    wishes: relativeWishes.map((value) => ({
      value,
      labelKey: `privacy:relatives.wishes.${value}.title`,
      hintKey: `privacy:relatives.wishes.${value}.hint`,
    })),
  };
}

function pieces(): string[] {
  return piecesAsked.map((piece) => `privacy:relatives.pieces.${piece}`);
}
