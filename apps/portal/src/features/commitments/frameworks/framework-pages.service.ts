import { Injectable } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm } from '../../../platform/forms/read-form.js';
import type { Locale } from '../../../platform/i18n/locales.js';
import { Pages } from '../../../platform/pages/pages.js';
import { FrameworkShelf, type ShelvedFramework } from './framework-shelf.service.js';
import type { Measure } from './measure.entity.js';
import { inLocale } from './text-by-locale.js';

export const ADMIN = { label: 'commitments:frameworks.admin', href: '/admin' };
export const FRAMEWORKS = { label: 'commitments:frameworks.title', href: '/admin/referentiels' };

/** The administrators' pages about one programme. */
@Injectable()
export class FrameworkPages {
  constructor(
    private readonly shelf: FrameworkShelf,
    private readonly pages: Pages,
  ) {}

  row({ framework, measures }: ShelvedFramework, locale: Locale): object {
    const open = measures.filter(({ retiredAt }) => retiredAt === null).length;
    return {
      id: framework.id,
      key: framework.key,
      name: inLocale(framework.name, locale),
      year: framework.year,
      version: framework.version,
      measures: open,
      missing: Math.max(0, (framework.expectedMeasures ?? 0) - open),
    };
  }

  async show(request: FastifyRequest, reply: FastifyReply, id: string, form?: FormState): Promise<void> {
    const shelved = await this.shelf.find(id);
    const { framework, measures } = shelved;
    const { name, summary, year, sourceUrl, version } = framework;
    const model = {
      ...this.row(shelved, request.locale),
      form:
        form ??
        emptyForm({
          ...{ nameFr: name.fr, nameEn: name.en ?? '', summaryFr: summary.fr, summaryEn: summary.en ?? '' },
          ...{ year: String(year), sourceUrl, version: String(version) },
        }),
      open: measures.map((measure) => ({
        id: measure.id,
        key: measure.key,
        title: inLocale(measure.title, request.locale),
        retired: measure.retiredAt !== null,
      })),
      versions: (await this.shelf.versions(id)).map(({ version: number, at }) => ({ number, at })),
    };
    const draw = form === undefined ? 'show' : 'showErrors';
    await this.pages[draw](request, reply, 'commitments/frameworks/show', model, {
      title: { text: inLocale(name, request.locale) },
      breadcrumbs: [ADMIN, FRAMEWORKS],
    });
  }

  async measure(
    request: FastifyRequest,
    reply: FastifyReply,
    { framework }: ShelvedFramework,
    measure: Measure | null,
    form?: FormState,
  ): Promise<void> {
    const first = {
      ...{ titleFr: measure?.title.fr ?? '', titleEn: measure?.title.en ?? '' },
      ...{ summaryFr: measure?.summary.fr ?? '', summaryEn: measure?.summary.en ?? '' },
      ...Object.fromEntries([0, 1, 2].map((index) => [`level${index + 1}`, measure?.levels[index]?.fr ?? ''])),
      version: String(framework.version),
    };
    const title = measure === null ? 'commitments:frameworks.newMeasure' : 'commitments:frameworks.editMeasure';
    const model = {
      heading: this.pages.text(request, title),
      frameworkId: framework.id,
      frameworkName: inLocale(framework.name, request.locale),
      measureId: measure?.id ?? null,
      form: form ?? emptyForm(first),
    };
    const draw = form === undefined ? 'show' : 'showErrors';
    await this.pages[draw](request, reply, 'commitments/frameworks/measure', model, {
      title,
      breadcrumbs: [
        ADMIN,
        FRAMEWORKS,
        { label: { text: model.frameworkName }, href: `/admin/referentiels/${framework.id}` },
      ],
    });
  }
}
