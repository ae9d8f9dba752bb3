import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SETTINGS } from '../../../platform/config/tokens.js';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { withLocale } from '../../../platform/i18n/locales.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { MaybeActor } from '../../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Prepared } from '../../../platform/server/route-options.js';
import { Follows } from '../following/follows/follows.service.js';
import { ProposalViews } from '../proposals/proposal-views.service.js';
import { CommitmentPages } from './commitment-page.service.js';
import { glancePicture } from './glance-picture.js';
import { commitmentJsonLd, overviewJsonLd } from './commitments-json-ld.js';
import { CommuneOverviews, type CommuneOverview } from './overview.service.js';

/** What the public reads of the commitments. */
@Controller('engagements')
@Access('public')
export class CommitmentsController {
  constructor(
    private readonly overviews: CommuneOverviews,
    private readonly commitments: CommitmentPages,
    private readonly follows: Follows,
    private readonly proposals: ProposalViews,
    private readonly pages: Pages,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  @Get()
  @Prepared()
  async index(
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const communes = await this.overviews.communes();
    if (communes.length === 1) {
      const overview = await this.overviews.of(communes[0]!.slug, request.locale);
      return this.showOverview(request, reply, actor, overview!, true);
    }
    await this.pages.show(
      request,
      reply,
      'commitments/public/communes',
      { communes },
      {
        title: 'commitments:public.title',
        description: 'commitments:public.description',
      },
    );
  }

  @Get(':commune')
  @Prepared()
  async commune(
    @Param('commune') slug: string,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const overview = isSlug(slug) ? await this.overviews.of(slug, request.locale) : null;
    if (overview === null) throw new AppError(NOT_FOUND);
    await this.showOverview(request, reply, actor, overview, false);
  }

  /** Every spending of a commitment, as a table that can be imported again. */
  @Get(':commune/:measure/depenses.csv')
  @Prepared()
  async spendings(
    @Param('commune') slug: string,
    @Param('measure') key: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const commitment = isSlug(slug) && isSlug(key) ? await this.commitments.find(slug, key) : null;
    if (commitment === null) throw new AppError(NOT_FOUND);
    await reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="depenses-${slug}-${key}.csv"`)
      .header('access-control-allow-origin', '*')
      .send(await this.commitments.spendingsCsv(commitment.id));
  }

  @Get(':commune/:measure')
  @Prepared()
  async commitment(
    @Param('commune') slug: string,
    @Param('measure') key: string,
    @Query('avant') older: unknown,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const commitment = isSlug(slug) && isSlug(key) ? await this.commitments.find(slug, key) : null;
    if (commitment === null) throw new AppError(NOT_FOUND);
    const model = await this.commitments.model(commitment, request.locale, {
      older,
      viewer: request.actor?.accountId ?? null,
    });
    const commune = commitment.commune!.name;
    const { title, status, deadline } = model.glance;
    const following = actor === null ? null : await this.follows.pathFor(actor, { commitmentId: commitment.id });
    await this.pages.show(
      request,
      reply,
      'commitments/public/commitment',
      { ...model, following },
      {
        title: { key: 'commitments:public.commitmentTitle', params: { measure: title, commune } },
        socialImagePath: `/engagements/${slug}/${key}.png`,
        description: { key: 'commitments:public.commitmentDescription', params: { measure: title, commune } },
        breadcrumbs: [
          { label: 'commitments:public.title', href: '/engagements' },
          { label: { text: commune }, href: `/engagements/${slug}` },
        ],
        jsonLd: [
          commitmentJsonLd({
            url: this.url(request, `/engagements/${slug}/${key}`),
            name: title,
            commune,
            status,
            deadline,
            modifiedAt: model.glance.lastMoveAt,
          }),
        ],
      },
    );
  }

  private async showOverview(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor | null,
    overview: CommuneOverview,
    alone: boolean,
  ): Promise<void> {
    const { commune, commitments } = overview;
    const path = `/engagements/${commune.slug}`;
    const proposals = await this.proposals.countsByMeasure(commune.slug);
    await this.pages.show(
      request,
      reply,
      'commitments/public/commune',
      {
        ...overview,
        commitments: commitments.map((one) => ({ ...one, proposals: proposals.get(one.measureKey) ?? 0 })),
        missing: overview.missing.map((one) => ({ ...one, proposals: proposals.get(one.key) ?? 0 })),
        published: commitments.length,
        measures: commitments.length + overview.missing.length,
        picture: glancePicture(commitments),
        following: actor === null ? null : await this.follows.pathFor(actor, { communeId: commune.id }),
        late: commitments.filter(({ isLate }) => isLate),
        abandoned: commitments.filter(({ status }) => status === 'abandoned'),
        achieved: commitments.filter(({ status }) => status === 'achieved').length,
        actions: commitments.reduce((sum, one) => sum + one.actions, 0),
        actionsDone: commitments.reduce((sum, one) => sum + one.actionsDone, 0),
      },
      {
        title: { key: 'commitments:public.communeTitle', params: { commune: commune.name } },
        description: { key: 'commitments:public.communeDescription', params: { commune: commune.name } },
        socialImagePath: `${path}.png`,
        breadcrumbs: alone ? [] : [{ label: 'commitments:public.title', href: '/engagements' }],
        jsonLd: [
          overviewJsonLd(
            commune.name,
            this.url(request, path),
            commitments.map(({ title, measureKey }) => ({
              name: title,
              url: this.url(request, `${path}/${measureKey}`),
            })),
          ),
        ],
      },
    );
  }

  private url(request: FastifyRequest, path: string): string {
    return this.settings.publicUrl + withLocale(request.locale, path);
  }
}

/** Anything else is an unknown address, not something to ask the database for. */
function isSlug(text: string): boolean {
  return /^[a-z0-9-]{1,120}$/.test(text);
}
