import { Controller, Get, Param, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import { toneOf, type Tone } from '@ronron/web-ui';
import type { FastifyReply } from 'fastify';
import { Translations } from '../../../platform/i18n/translations.js';
import { Access } from '../../../platform/security/access.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Prepared } from '../../../platform/server/route-options.js';
import { CommuneOverviews } from '../public/overview.service.js';
import { shareCardPng } from './share-card.js';

/** Dark enough for white words. */
const COLOURS: Readonly<Record<Tone, string>> = {
  neutral: '#5d5470',
  info: '#1d4f7c',
  success: '#24613a',
  warning: '#7a4a00',
  danger: '#9c2530',
};

/** The pictures beside shared links, in French. */
@Controller('engagements')
@Access('public')
export class ShareCardsController {
  constructor(
    private readonly overviews: CommuneOverviews,
    private readonly translations: Translations,
  ) {}

  @Get(':commune.png')
  @Prepared()
  async commune(@Param('commune') slug: string, @Res() reply: FastifyReply): Promise<void> {
    const overview = await this.overviews.of(slug, 'fr');
    if (overview === null) throw new AppError(NOT_FOUND);
    const { commune, commitments } = overview;
    const late = commitments.filter(({ isLate }) => isLate).length;
    await send(reply, {
      place: this.say('public.title'),
      title: this.say('public.communeTitle', { commune: commune.name }),
      status: this.say('public.publishedCount', { count: commitments.length }),
      colour: COLOURS.info,
      detail: late === 0 ? '' : this.say('public.lateTitle', { count: late }),
    });
  }

  @Get(':commune/:measure.png')
  @Prepared()
  async commitment(
    @Param('commune') slug: string,
    @Param('measure') key: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const overview = await this.overviews.of(slug, 'fr');
    const one = overview?.commitments.find(({ measureKey }) => measureKey === key);
    if (overview == null || one === undefined) throw new AppError(NOT_FOUND);
    await send(reply, {
      place: this.say('public.communeTitle', { commune: overview.commune.name }),
      title: one.title,
      status: this.say(`status.${one.status}`),
      colour: COLOURS[toneOf(one.isLate ? 'late' : one.status)],
      detail: `${this.say('public.actionsDone')} : ${this.say('public.ofTotal', { value: one.actionsDone, total: one.actions })}`,
    });
  }

  private say(key: string, params?: Record<string, unknown>): string {
    return this.translations.text('fr', `commitments:${key}`, params);
  }
}

async function send(reply: FastifyReply, card: Parameters<typeof shareCardPng>[0]): Promise<void> {
  await reply
    .type('image/png')
    .header('cross-origin-resource-policy', 'cross-origin')
    .send(await shareCardPng(card));
}
