import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { Prepared } from '../../platform/server/route-options.js';
import { DataProtectionOfficer } from '../privacy/register/data-protection-officer.service.js';
import { RegisterView } from '../privacy/register/register-view.service.js';
import { legalKindOf, legalPaths } from './legal-pages.js';
import { legalKinds, type LegalKind } from './legal-text.entity.js';
import { LegalTexts, type ReadableLegalText } from './legal-texts.service.js';

/** The texts that the law asks for, and every version that was in force before. */
@Controller()
@Access('public')
export class LegalController {
  constructor(
    private readonly texts: LegalTexts,
    private readonly view: RegisterView,
    private readonly officer: DataProtectionOfficer,
    private readonly pages: Pages,
  ) {}

  @Get('mentions-legales')
  @Prepared()
  async notice(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.showCurrent('notice', request, reply);
  }

  @Get('confidentialite')
  @Prepared()
  async privacy(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.showCurrent('privacy', request, reply);
  }

  @Get('accessibilite')
  @Prepared()
  async accessibility(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.showCurrent('accessibility', request, reply);
  }

  @Get('conditions')
  @Prepared()
  async terms(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.showCurrent('terms', request, reply);
  }

  @Get('textes/:kind/versions/:version')
  @Prepared()
  async version(
    @Param('kind') slug: string,
    @Param('version') number: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const kind = legalKindOf(slug);
    if (kind === null || !/^[1-9]\d{0,5}$/.test(number)) throw new AppError(NOT_FOUND);
    const text = await this.texts.version(kind, Number(number), request.locale);
    if (text === null) throw new AppError(NOT_FOUND);
    const title = this.pages.text(request, `legal:kinds.${kind}.title`);
    await this.show(kind, text, request, reply, {
      title: { key: 'legal:versionTitle', params: { title, version: text.version } },
      breadcrumbs: [{ label: `legal:kinds.${kind}.title`, href: legalPaths[kind] }],
    });
  }

  private async showCurrent(kind: LegalKind, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const text = await this.texts.current(kind, request.locale);
    await this.show(kind, text, request, reply, { title: `legal:kinds.${kind}.title` });
  }

  private async register(request: FastifyRequest): Promise<object> {
    return { activities: this.view.activities(request.locale), officer: await this.officer.get() };
  }

  private async show(
    kind: LegalKind,
    text: ReadableLegalText,
    request: FastifyRequest,
    reply: FastifyReply,
    options: Pick<Parameters<Pages['show']>[4], 'title' | 'breadcrumbs'>,
  ): Promise<void> {
    const versions = await this.texts.versions(kind);
    // What the portal really holds, from the code itself, below what the commune writes of it.
    const register = kind === 'privacy' ? await this.register(request) : null;
    const model = {
      heading: this.pages.text(request, options.title),
      text,
      translated: text.lang === request.locale,
      register,
      current: versions[0]?.version === text.version,
      currentPath: legalPaths[kind],
      versions: versions.map((one) => ({ ...one, href: `/textes${legalPaths[kind]}/versions/${one.version}` })),
      others: legalKinds
        .filter((one) => one !== kind)
        .map((one) => ({ titleKey: `legal:kinds.${one}.title`, href: legalPaths[one] })),
    };
    await this.pages.show(request, reply, 'legal/text', model, {
      ...options,
      description: `legal:kinds.${kind}.description`,
      jsonLd: [
        {
          '@context': 'https://schema.org',
          '@type': 'WebPage',
          name: model.heading,
          inLanguage: text.lang,
          datePublished: text.publishedAt.toISOString(),
        },
      ],
    });
  }
}
