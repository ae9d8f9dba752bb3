import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { AppError, isId, type Clock } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm } from '../../../platform/forms/read-form.js';
import { CLOCK } from '../../../platform/config/tokens.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Prepared } from '../../../platform/server/route-options.js';
import { proposalStates } from './collective-proposal.entity.js';
import { daysBetween } from '../waiting-days.js';
import { ProposalReadings } from './proposal-reading.service.js';
import { ProposalViews, type ProposalFilters } from './proposal-views.service.js';

/** The cahier de doléances, for everybody. */
@Controller('engagements/cahier')
@Access('public')
export class ProposalBookController {
  constructor(
    private readonly views: ProposalViews,
    private readonly readings: ProposalReadings,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly pages: Pages,
  ) {}

  @Get()
  @Prepared()
  async index(
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filters = filtersOf(query);
    const { items, older } = await this.views.list(filters, request.locale, { older: query['avant'] });
    const { commune = '', measure = '', collective = '', state = '' } = filters;
    const choices = await this.views.choices(request.locale);
    const asked = { commune, mesure: measure, collectif: collective, etat: state };
    await this.pages.show(
      request,
      reply,
      'commitments/proposals/index',
      {
        proposals: items,
        toRead: (await this.readings.waiting()).map(({ communeName, count, since }) => ({
          ...{ communeName, count },
          days: daysBetween(since, this.clock.now()),
        })),
        next: older === null ? null : nextPage(asked, older),
        filtered: Object.values(asked).some((value) => value !== ''),
        form: emptyForm(asked),
        ...choices,
        severalCommunes: choices.communes.length > 1,
        states: proposalStates.map((value) => ({ value, labelKey: `commitments:cahier.states.${value}` })),
      },
      {
        title: 'commitments:cahier.title',
        description: 'commitments:cahier.lead',
        breadcrumbs: [{ label: 'commitments:public.title', href: '/engagements' }],
      },
    );
  }

  @Get(':id')
  @Prepared()
  async show(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const proposal = await this.views.one(id, request.locale, request.actor?.accountId ?? null);
    if (proposal === null) throw new AppError(NOT_FOUND);
    await this.pages.show(
      request,
      reply,
      'commitments/proposals/show',
      { proposal },
      {
        title: proposal.title === '' ? 'commitments:cahier.hiddenTitle' : { text: proposal.title },
        noIndex: proposal.goneAt !== null || request.actor !== null,
        breadcrumbs: [
          { label: 'commitments:public.title', href: '/engagements' },
          { label: 'commitments:cahier.title', href: '/engagements/cahier' },
        ],
      },
    );
  }
}

/** What of an address means something; the rest filters nothing. */
function filtersOf({ commune, mesure, collectif, etat }: Record<string, unknown>): ProposalFilters {
  const state = proposalStates.find((one) => one === etat);
  return {
    ...(isSlug(commune) ? { commune } : {}),
    ...(isSlug(mesure) ? { measure: mesure } : {}),
    ...(isId(collectif) ? { collective: collectif } : {}),
    ...(state === undefined ? {} : { state }),
  };
}

function isSlug(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z0-9-]{1,120}$/.test(value);
}

function nextPage(asked: Record<string, string>, older: string): string {
  const query = new URLSearchParams(Object.entries({ ...asked, avant: older }).filter(([, value]) => value !== ''));
  return `/engagements/cahier?${query.toString()}`;
}
