import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { AppError, type Clock } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK } from '../../platform/config/tokens.js';
import { emptyForm, readForm } from '../../platform/forms/read-form.js';
import { locales } from '../../platform/i18n/locales.js';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { LegalEditor } from './legal-editor.service.js';
import { legalForm } from './legal.form.js';
import { legalKindOf, legalPaths } from './legal-pages.js';
import { legalPlaceholders, openSpots } from './legal-placeholders.js';
import type { LegalKind } from './legal-text.entity.js';
import { LegalTexts } from './legal-texts.service.js';

const ADMIN = { label: 'legal:admin.home', href: '/admin' };
const LIST = { label: 'legal:admin.title', href: '/admin/textes' };

/** The legal texts as administrators write them: draft, read again, publish. */
@Controller('admin/textes')
@Access('administrator')
export class LegalAdminController {
  constructor(
    private readonly editor: LegalEditor,
    private readonly texts: LegalTexts,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  async index(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const overview = await this.editor.overview();
    const texts = overview.map(({ kind, current, draft }) => ({
      titleKey: `legal:kinds.${kind}.title`,
      path: `/admin/textes${legalPaths[kind]}`,
      publicPath: legalPaths[kind],
      version: current.version,
      publishedAt: current.publishedAt,
      draft: draft !== null,
      openSpots: openSpots(current.bodies.fr ?? ''),
    }));
    await this.pages.show(
      request,
      reply,
      'legal/admin',
      { texts },
      { title: 'legal:admin.title', breadcrumbs: [ADMIN] },
    );
  }

  @Get(':kind')
  async form(@Param('kind') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const kind = kindOf(slug);
    const { bodies, changeNote, needsAcceptance } = await this.editor.startingPoint(kind);
    const values = { ...bodies, changeNote, needsAcceptance: needsAcceptance ? 'on' : '' };
    await this.draw(kind, request, reply, emptyForm(values));
  }

  @Post(':kind')
  async save(
    @CurrentActor() actor: Actor,
    @Param('kind') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const kind = kindOf(slug);
    const form = readForm(legalForm, body);
    if (!form.ok) return this.draw(kind, request, reply, form.error, true);
    const { changeNote, needsAcceptance, ...texts } = form.value;
    const bodies = Object.fromEntries(locales.filter((locale) => texts[locale] !== '').map((l) => [l, texts[l]]));
    await this.editor.save(actor, kind, { bodies, changeNote, needsAcceptance: needsAcceptance && kind === 'terms' });
    await this.pages.goTo(request, reply, `/admin/textes/${slug}/relecture`, {
      kind: 'success',
      key: 'legal:admin.saved',
    });
  }

  @Get(':kind/relecture')
  async preview(
    @Param('kind') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const kind = kindOf(slug);
    const draft = await this.editor.draft(kind);
    if (draft === null) throw new AppError(NOT_FOUND);
    const now = this.clock.now();
    const languages = await Promise.all(
      locales
        .filter((locale) => draft.bodies[locale] !== undefined)
        .map(async (lang) => ({ lang, body: await this.texts.fill(draft.bodies[lang]!, now, lang) })),
    );
    const title = this.pages.text(request, `legal:kinds.${kind}.title`);
    const model = {
      title,
      languages,
      path: `/admin/textes/${slug}`,
      changeNote: draft.changeNote,
      needsAcceptance: draft.needsAcceptance,
      version: await this.editor.nextVersion(kind),
      openSpots: openSpots(draft.bodies.fr ?? ''),
    };
    await this.pages.show(request, reply, 'legal/preview', model, {
      title: { key: 'legal:admin.previewTitle', params: { title } },
      breadcrumbs: [ADMIN, LIST],
    });
  }

  @Post(':kind/publication')
  async publish(
    @CurrentActor() actor: Actor,
    @Param('kind') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const version = await this.editor.publish(actor, kindOf(slug));
    await this.pages.goTo(request, reply, '/admin/textes', {
      kind: 'success',
      key: 'legal:admin.published',
      params: { version },
    });
  }

  @Post(':kind/abandon')
  async discard(
    @CurrentActor() actor: Actor,
    @Param('kind') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.editor.discard(actor, kindOf(slug));
    await this.pages.goTo(request, reply, '/admin/textes', { kind: 'success', key: 'legal:admin.discarded' });
  }

  private async draw(
    kind: LegalKind,
    request: FastifyRequest,
    reply: FastifyReply,
    form: FormState,
    wrong = false,
  ): Promise<void> {
    const title = this.pages.text(request, `legal:kinds.${kind}.title`);
    const model = {
      form,
      title,
      path: `/admin/textes${legalPaths[kind]}`,
      accepted: kind === 'terms',
      hasDraft: (await this.editor.draft(kind)) !== null,
      placeholders: legalPlaceholders.map((name) => `{{${name}}}`).join(' '),
      versions: (await this.texts.versions(kind)).map((one) => ({
        ...one,
        path: `/textes${legalPaths[kind]}/versions/${one.version}`,
      })),
    };
    const options = { title: { key: 'legal:admin.editTitle', params: { title } }, breadcrumbs: [ADMIN, LIST] };
    if (wrong) await this.pages.showErrors(request, reply, 'legal/edit', model, options);
    else await this.pages.show(request, reply, 'legal/edit', model, options);
  }
}

function kindOf(slug: string): LegalKind {
  const kind = legalKindOf(slug);
  if (kind === null) throw new AppError(NOT_FOUND);
  return kind;
}
