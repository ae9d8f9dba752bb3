import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { CommitmentPages } from '../public/commitment-page.service.js';
import { CommitmentPlaces } from '../public/commitment-places.service.js';
import { firstName } from './first-name.js';
import { askForm } from './question.form.js';
import { Questions } from './questions.service.js';
import { askerNames } from './resident-question.entity.js';

/** Asking, and saying that one asks oneself the same. */
@Controller('engagements')
@Access('signed-in')
export class AskingController {
  constructor(
    private readonly questions: Questions,
    private readonly commitments: CommitmentPages,
    private readonly places: CommitmentPlaces,
    private readonly pages: Pages,
  ) {}

  @Get(':commune/:measure/questions/nouvelle')
  async new(
    @Param('commune') slug: string,
    @Param('measure') key: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(actor, request, reply, slug, key, emptyForm({ shownAs: 'first-name' }));
  }

  @Post(':commune/:measure/questions')
  async ask(
    @Param('commune') slug: string,
    @Param('measure') key: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { commitment } = await this.places.find(slug, key, request.locale);
    const form = readForm(askForm, body);
    if (!form.ok) return this.draw(actor, request, reply, slug, key, form.error);
    await this.questions.ask(actor, commitment, form.value);
    await this.pages.goTo(request, reply, '/compte/questions', {
      kind: 'success',
      key: 'commitments:questions.done.asked',
    });
  }

  /** Where visitors who want to join in end up once they have signed in. */
  @Get('questions/:id/soutien')
  async invite(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.goTo(request, reply, await this.questionPath(id));
  }

  @Post('questions/:id/soutien')
  async join(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.questions.join(actor, id);
    await this.pages.goTo(request, reply, await this.questionPath(id), {
      kind: 'success',
      key: 'commitments:questions.done.joined',
    });
  }

  @Post('questions/:id/soutien/retrait')
  async leave(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.questions.leave(actor, id);
    await this.pages.goTo(request, reply, await this.questionPath(id), {
      kind: 'success',
      key: 'commitments:questions.done.left',
    });
  }

  private async questionPath(id: string): Promise<string> {
    const { commitmentId } = await this.questions.find(id);
    const commitment = await this.commitments.withPlace(commitmentId);
    return `/engagements/${commitment.commune!.slug}/${commitment.measure!.key}/questions/${id}`;
  }

  private async draw(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    slug: string,
    key: string,
    form: FormState,
  ): Promise<void> {
    const place = await this.places.find(slug, key, request.locale);
    const draw = Object.keys(form.errors).length > 0 ? 'showErrors' : 'show';
    const params = { name: firstName(actor.displayName), commune: place.communeName };
    await this.pages[draw](
      request,
      reply,
      'commitments/questions/new',
      {
        place,
        form,
        names: askerNames.map((value) => ({
          value,
          label: this.pages.text(request, { key: `commitments:questions.names.${value}`, params }),
        })),
      },
      { title: 'commitments:questions.ask', noIndex: true, breadcrumbs: place.breadcrumbs },
    );
  }
}
