import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm } from '../../../platform/forms/read-form.js';
import { Translations } from '../../../platform/i18n/translations.js';
import type { Locale } from '../../../platform/i18n/locales.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { decisionModel, decisionPageOptions, sentences } from './decision-model.js';
import { OperatorRequestPages, type OperatorRequestPage } from './operator-request-page.service.js';
import { OperatorRequests } from './operator-requests.service.js';
import { readSearch, requestListModel } from './request-search.js';

/** The requests to the operator's structures, and one with all that is needed to decide it. */
@Controller('operateur/demandes')
@Access('operator')
export class OperatorRequestsController {
  constructor(
    private readonly requests: OperatorRequests,
    private readonly requestPages: OperatorRequestPages,
    private readonly pages: Pages,
    private readonly translations: Translations,
  ) {}

  @Get()
  async index(
    @Query() query: Record<string, unknown>,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const search = readSearch(query);
    const found = await this.requests.search(actor, search);
    const services = await this.requests.services(actor);
    const text = (key: string, params: Record<string, unknown> = {}): string =>
      this.pages.text(request, { key, params });
    await this.pages.show(request, reply, 'requests/operator', requestListModel(search, found, services, text), {
      title: 'requests:operator.title',
      breadcrumbs: [{ label: 'desk:title', href: '/operateur' }],
    });
  }

  @Get(':id')
  async show(
    @Param('id') id: string,
    @Query('phrase') phrase: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isId(id)) throw new AppError(NOT_FOUND);
    const page = await this.requestPages.of(actor, id);
    const sentence = sentences.find((known) => known === phrase);
    const reason = sentence === undefined ? '' : this.sentence(page, sentence, actor.locale);
    const model = decisionModel(page, { refusal: emptyForm({ reason }) }, sentence !== undefined);
    await this.pages.show(request, reply, 'requests/decide', model, decisionPageOptions(page));
  }

  /** In the language of who reads it; when they have left, of who writes it. */
  private sentence({ account, service }: OperatorRequestPage, sentence: string, own: Locale): string {
    return this.translations.text(account?.locale ?? own, `requests:sentences.${sentence}.text`, {
      service: service.name,
    });
  }
}
