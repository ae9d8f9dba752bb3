import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../../platform/security/access.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Prepared } from '../../../platform/server/route-options.js';
import { CouncilReports } from './council-report.service.js';

@Controller('engagements')
@Access('public')
export class CouncilReportController {
  constructor(private readonly reports: CouncilReports) {}

  @Get(':commune.pdf')
  @Prepared()
  async pdf(@Param('commune') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const pdf = await this.reports.pdf(slug, request.locale);
    if (pdf === null) throw new AppError(NOT_FOUND);
    await reply
      .type('application/pdf')
      .header('content-disposition', `inline; filename="engagements-${slug}.pdf"`)
      .send(pdf);
  }
}
