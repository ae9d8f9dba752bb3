import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { knownId } from '../../../platform/security/known-id.js';
import { OrganisationClosings, type ClosingConsequences } from './organisation-closings.service.js';

const closingForm = z.object({
  sure: z.string({ error: 'organisations:errors.sure' }).min(1, 'organisations:errors.sure'),
});

/** The end of an organisation on the portal, once its owner knows what goes with it. */
@Controller('organisations/:id/fermeture')
@Access('signed-in')
export class OrganisationClosingsController {
  constructor(
    private readonly closings: OrganisationClosings,
    private readonly pages: Pages,
  ) {}

  @Get()
  @StepUp()
  async form(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const consequences = await this.closings.consequences(actor, knownId(id));
    const model = modelOf(consequences, emptyForm());
    await this.pages.show(request, reply, 'organisations/closing', model, page(consequences));
  }

  @Post()
  @StepUp()
  async close(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const consequences = await this.closings.consequences(actor, knownId(id));
    const form = readForm(closingForm, body);
    if (!form.ok) {
      const model = modelOf(consequences, form.error);
      return this.pages.showErrors(request, reply, 'organisations/closing', model, page(consequences));
    }
    const closed = await this.closings.close(actor, id);
    if (!closed.ok) {
      const key = 'organisations:flash.servicesFirst';
      return this.pages.goTo(request, reply, '/mes-services', { kind: 'warning', key });
    }
    const { name } = closed.value;
    await this.pages.goTo(request, reply, '/organisations', {
      kind: 'success',
      key: 'organisations:flash.closed',
      params: { name },
    });
  }
}

function page({ organisation }: ClosingConsequences): PageOptions {
  return {
    title: 'organisations:closing.title',
    breadcrumbs: [
      { label: 'organisations:index.title', href: '/organisations' },
      { label: { text: organisation.name }, href: `/organisations/${organisation.id}` },
    ],
  };
}

function modelOf(
  { organisation, services, endsAt, members, pendingRequests }: ClosingConsequences,
  form: FormState,
): object {
  return { form, id: organisation.id, name: organisation.name, services, endsAt, others: members - 1, pendingRequests };
}
