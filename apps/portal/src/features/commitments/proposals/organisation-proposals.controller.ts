import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { refusedForm } from '../editing/editor-pages.service.js';
import { inLocale } from '../frameworks/text-by-locale.js';
import { CollectiveProposals } from './collective-proposals.service.js';
import { proposalForm } from './proposal.form.js';
import { ProposalViews } from './proposal-views.service.js';

/** What a collective writes into the cahier, for those who lead it. */
@Controller('organisations/:id/propositions')
@Access('signed-in')
export class OrganisationProposalsController {
  constructor(
    private readonly proposals: CollectiveProposals,
    private readonly views: ProposalViews,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const organisation = await this.proposals.led(actor, id);
    await this.pages.show(
      request,
      reply,
      'commitments/proposals/mine',
      { organisation: { id, name: organisation.name }, proposals: await this.views.ofOrganisation(id, request.locale) },
      {
        title: 'commitments:cahier.mine.title',
        noIndex: true,
        breadcrumbs: [{ label: { text: organisation.name }, href: `/organisations/${id}` }],
      },
    );
  }

  @Get('nouvelle')
  async new(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(actor, request, reply, id, emptyForm());
  }

  @Post()
  async write(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.proposals.led(actor, id);
    const form = readForm(proposalForm, body);
    if (!form.ok) return this.draw(actor, request, reply, id, form.error);
    const written = await this.proposals.write(actor, id, form.value);
    if (!written.ok) return this.draw(actor, request, reply, id, refusedForm(body, written.error));
    const isPublic = written.value.reading === 'public';
    await this.pages.goTo(
      request,
      reply,
      isPublic ? `/engagements/cahier/${written.value.id}` : `/organisations/${id}/propositions`,
      { kind: 'success', key: `commitments:cahier.done.${isPublic ? 'written' : 'toBeRead'}` },
    );
  }

  @Post(':proposal/retrait')
  async withdraw(
    @Param('id') id: string,
    @Param('proposal') proposal: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.proposals.withdraw(actor, id, proposal);
    await this.pages.goTo(request, reply, `/organisations/${id}/propositions`, {
      kind: 'success',
      key: 'commitments:cahier.done.withdrawn',
    });
  }

  private async draw(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    form: FormState,
  ): Promise<void> {
    const organisation = await this.proposals.led(actor, id);
    const measures = (await this.proposals.measures()).map((measure) => ({
      value: measure.id,
      label: inLocale(measure.title, request.locale),
      hint: inLocale(measure.framework!.name, request.locale),
    }));
    const draw = Object.keys(form.errors).length > 0 ? 'showErrors' : 'show';
    await this.pages[draw](
      request,
      reply,
      'commitments/proposals/new',
      {
        organisation: { id, name: organisation.name },
        form,
        measures,
        areRead: await this.proposals.areRead(organisation),
      },
      {
        title: 'commitments:cahier.write',
        noIndex: true,
        breadcrumbs: [
          { label: { text: organisation.name }, href: `/organisations/${id}` },
          { label: 'commitments:cahier.mine.title', href: `/organisations/${id}/propositions` },
        ],
      },
    );
  }
}
