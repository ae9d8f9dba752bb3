import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { operatorArea, servicesCrumbs } from '../../platform/pages/area.js';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { ManagedServices } from '../catalogue/managed-services.service.js';
import { usageChart } from './usage-chart.js';
import { UsageHistory } from './usage-history.service.js';

/** How much of a service is used, by whom, and by whom not any more. */
@Controller('operateur/services/:id')
@Access('operator')
export class OperatorUsageController {
  constructor(
    private readonly services: ManagedServices,
    private readonly usage: UsageHistory,
    private readonly pages: Pages,
  ) {}

  @Get('utilisation')
  async show(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const service = await this.services.get(actor, id);
    const usage = await this.usage.ofService(service.id);
    const base = `/operateur/services/${service.id}`;
    const model = { service, base, usage, history: usageChart(usage.points, null) };
    await this.pages.show(request, reply, 'usage/service', model, {
      title: { key: 'usage:service.title', params: { name: service.name } },
      breadcrumbs: servicesCrumbs(operatorArea),
    });
  }

  /** Names that begin like a formula are told apart from one: spreadsheets would run it. */
  @Get('utilisation.csv')
  async table(@Param('id') id: string, @CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const service = await this.services.get(actor, id);
    const rows = (await this.usage.everythingOf(service.id)).map(({ lastActivityAt, ...row }) => ({
      ...row,
      lastActivityAt: lastActivityAt?.toISOString() ?? '',
    }));
    const columns = {
      period: 'periode',
      holder: 'pour',
      bytes: 'octets',
      items: 'elements',
      lastActivityAt: 'dernier_usage',
    };
    await reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="utilisation-${service.slug}.csv"`)
      .header('cache-control', 'no-store')
      .send(stringify(rows, { header: true, columns, bom: true, escape_formulas: true }));
  }
}
