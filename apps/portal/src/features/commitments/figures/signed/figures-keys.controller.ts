import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { requiredText } from '../../../../platform/forms/form-fields.js';
import { emptyForm, readForm } from '../../../../platform/forms/read-form.js';
import { Pages } from '../../../../platform/pages/pages.js';
import { Access } from '../../../../platform/security/access.js';
import type { Actor } from '../../../../platform/security/actor.js';
import { CurrentActor } from '../../../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../../../platform/security/security.errors.js';
import { ShownOnce } from '../../../../platform/security/shown-once.js';
import { StepUp } from '../../../../platform/security/step-up.js';
import { CommitmentEdits } from '../../promises/commitment-edits.service.js';
import { FiguresKeys } from './figures-keys.service.js';

const keyForm = z.object({ name: requiredText('commitments:errors.keyName', 100) });

/** The secrets of a commune's programs, for its editors. */
@Controller('editeur')
@Access('editor')
export class FiguresKeysController {
  constructor(
    private readonly keys: FiguresKeys,
    private readonly edits: CommitmentEdits,
    private readonly shownOnce: ShownOnce,
    private readonly pages: Pages,
  ) {}

  @Get('communes/:commune/cles')
  async index(
    @CurrentActor() actor: Actor,
    @Param('commune') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const secret = this.shownOnce.take(request, pageOf(slug)) as string | null;
    await this.draw(actor, request, reply, slug, emptyForm(), secret);
  }

  /** Leads back to the list, which shows the secret once. */
  @Post('communes/:commune/cles')
  @StepUp()
  async make(
    @CurrentActor() actor: Actor,
    @Param('commune') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const commune = await this.commune(actor, slug);
    const form = readForm(keyForm, body);
    if (!form.ok) return this.draw(actor, request, reply, slug, form.error);
    const secret = await this.keys.make(actor, commune.id, form.value.name);
    await this.shownOnce.goTo(request, reply, pageOf(slug), secret);
  }

  @Post('cles/:id/revocation')
  async revoke(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.keys.revoke(actor, id);
    await this.pages.goTo(request, reply, '/editeur', { kind: 'success', key: 'commitments:keys.revoked' });
  }

  private async draw(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    slug: string,
    form: FormState,
    secret: string | null = null,
  ): Promise<void> {
    const commune = await this.commune(actor, slug);
    const keys = (await this.keys.of(commune.id)).map((key) => ({ ...key }));
    const draw = Object.keys(form.errors).length > 0 ? 'showErrors' : 'show';
    const { name } = commune;
    await this.pages[draw](
      request,
      reply,
      'commitments/edit/keys',
      { commune: { name, slug }, keys, form, secret },
      {
        title: 'commitments:keys.title',
        noIndex: true,
        breadcrumbs: [{ label: 'commitments:desk.title', href: '/editeur' }],
      },
    );
  }

  private async commune(actor: Actor, slug: string): Promise<{ id: string; name: string }> {
    const commune = (await this.edits.communes(actor)).find((one) => one.slug === slug);
    if (commune === undefined) throw new AppError(NOT_FOUND);
    return commune;
  }
}

function pageOf(slug: string): string {
  return `/editeur/communes/${slug}/cles`;
}
