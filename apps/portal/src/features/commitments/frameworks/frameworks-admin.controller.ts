import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { slugOf } from '../../../platform/forms/slug.js';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { bundledFrameworks } from './bundled-frameworks.js';
import { readFrameworkFile, type FileProblem } from './framework-reading.js';
import { FrameworkShelf } from './framework-shelf.service.js';
import { frameworkForm, newFrameworkForm, words } from './framework.form.js';
import { ADMIN, FRAMEWORKS, FrameworkPages } from './framework-pages.service.js';

/** The programmes that communes can commit to. */
@Controller('admin/referentiels')
@Access('administrator')
export class FrameworksAdminController {
  constructor(
    private readonly shelf: FrameworkShelf,
    private readonly frameworkPages: FrameworkPages,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.drawIndex(request, reply, []);
  }

  /** A file of the administrator, or one of those that come with the portal. */
  @Post('fichier')
  async load(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const bundled = (body as { bundled?: unknown } | null)?.bundled;
    const text = request.uploads['file']?.content.toString('utf8') ?? '';
    const known = bundledFrameworks().find(({ key }) => key === bundled);
    const read = known === undefined ? readFrameworkFile(text, request.locale) : { ok: true as const, value: known };
    if (!read.ok) return this.drawIndex(request, reply, read.error);
    const saved = await this.shelf.save(actor, read.value, null);
    if (!saved.ok) {
      const message = this.pages.text(request, {
        key: saved.error.key,
        params: { measure: saved.error.measure ?? '' },
      });
      return this.drawIndex(request, reply, [{ path: 'measures', message }]);
    }
    await this.pages.goTo(request, reply, `/admin/referentiels/${saved.value.id}`, {
      kind: 'success',
      key: 'commitments:frameworks.loaded',
    });
  }

  @Get('nouveau')
  async new(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.drawNew(request, reply, emptyForm());
  }

  @Post()
  async add(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(newFrameworkForm, body);
    if (!form.ok) return this.drawNew(request, reply, form.error);
    const { nameFr, nameEn, summaryFr, summaryEn, year, sourceUrl, ...first } = form.value;
    const key = slugOf(nameFr, 'referentiel');
    if ((await this.shelf.file(key)) !== null) {
      return this.drawNew(request, reply, formWithError(body, 'nameFr', { key: 'commitments:errors.frameworkTaken' }));
    }
    const saved = await this.shelf.save(
      actor,
      {
        key,
        name: words(nameFr, nameEn),
        summary: words(summaryFr, summaryEn),
        ...{ year, sourceUrl, expectedMeasures: null },
        measures: [
          {
            key: `${key}-${slugOf(first.titleFr, 'mesure')}`.slice(0, 80).replace(/-+$/, ''),
            title: words(first.titleFr, first.titleEn),
            summary: words(first.measureSummaryFr, first.measureSummaryEn),
            levels: [],
          },
        ],
      },
      null,
    );
    if (!saved.ok) {
      return this.drawNew(
        request,
        reply,
        formWithError(body, 'titleFr', { key: saved.error.key, params: measureIn(saved.error) }),
      );
    }
    await this.done(request, reply, saved.value.id);
  }

  @Get(':id')
  async show(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.frameworkPages.show(request, reply, id);
  }

  @Post(':id')
  async edit(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { framework } = await this.shelf.find(id);
    const form = readForm(frameworkForm, body);
    if (!form.ok) return this.frameworkPages.show(request, reply, id, form.error);
    const file = await this.shelf.file(framework.key);
    if (file === null) throw new AppError(NOT_FOUND);
    const { nameFr, nameEn, summaryFr, summaryEn, year, sourceUrl, version } = form.value;
    const name = words(nameFr, nameEn, file.name);
    const summary = words(summaryFr, summaryEn, file.summary);
    const saved = await this.shelf.save(actor, { ...file, name, summary, year, sourceUrl }, version);
    if (!saved.ok) {
      return this.frameworkPages.show(request, reply, id, formWithError(body, 'form', { key: saved.error.key }));
    }
    await this.done(request, reply, id);
  }

  private async drawIndex(
    request: FastifyRequest,
    reply: FastifyReply,
    problems: readonly FileProblem[],
  ): Promise<void> {
    const shelved = await this.shelf.all();
    const model = {
      problems,
      form: emptyForm(),
      frameworks: shelved.map((one) => this.frameworkPages.row(one, request.locale)),
      bundled: bundledFrameworks()
        .filter(({ key }) => !shelved.some(({ framework }) => framework.key === key))
        .map(({ key, name, summary }) => ({ key, name: name.fr, summary: summary.fr })),
    };
    const draw = problems.length > 0 ? 'showErrors' : 'show';
    await this.pages[draw](request, reply, 'commitments/frameworks/index', model, {
      title: 'commitments:frameworks.title',
      breadcrumbs: [ADMIN],
    });
  }

  private async drawNew(request: FastifyRequest, reply: FastifyReply, form: FormState): Promise<void> {
    const draw = Object.keys(form.errors).length > 0 ? 'showErrors' : 'show';
    await this.pages[draw](
      request,
      reply,
      'commitments/frameworks/new',
      { form },
      {
        title: 'commitments:frameworks.new',
        breadcrumbs: [ADMIN, FRAMEWORKS],
      },
    );
  }

  private async done(request: FastifyRequest, reply: FastifyReply, id: string): Promise<void> {
    await this.pages.goTo(request, reply, `/admin/referentiels/${id}`, {
      kind: 'success',
      key: 'commitments:done.saved',
    });
  }
}

/** For texts that name the measure they are about. */
export function measureIn({ measure }: { readonly measure?: string }): Record<string, string> {
  return measure === undefined ? {} : { measure };
}
