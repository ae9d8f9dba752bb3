import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { Erasures } from './erasures.service.js';

const BY_ADDRESS: RateLimit = { name: 'erasure-receipt', points: 60, seconds: 3600 };

/** The dated receipt of an erasure, for whoever holds its address; it names nobody. */
@Controller('recus-de-suppression')
@Access('public')
export class ReceiptsController {
  constructor(
    private readonly erasures: Erasures,
    private readonly limits: RateLimits,
    private readonly pages: Pages,
  ) {}

  @Get(':token')
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.limits.consume(BY_ADDRESS, request.ip);
    const found = /^[\w-]{43}$/.test(token) ? await this.erasures.receipt(token) : null;
    if (found === null) throw new AppError(NOT_FOUND);
    const { erasure, services } = found;
    const model = {
      erasure,
      reference: erasure.id,
      tables: Object.entries(erasure.counts)
        .map(([name, rows]) => ({ titleKey: `privacy:receipt.tables.${name}`, rows }))
        .filter(({ titleKey }) => this.pages.text(request, titleKey) !== titleKey.split(':')[1]),
      services: services.map(({ service, status, finishedAt, abandonReason }) => ({
        name: service!.name,
        structure: service!.structure!.name,
        status: status === 'done' || status === 'abandoned' ? status : 'waiting',
        finishedAt,
        abandonReason,
      })),
    };
    await this.pages.show(request, reply, 'privacy/receipt', model, { title: 'privacy:receipt.title', noIndex: true });
  }
}
