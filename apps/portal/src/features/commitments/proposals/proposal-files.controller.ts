import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Access } from '../../../platform/security/access.js';
import { Prepared } from '../../../platform/server/route-options.js';
import { forAll } from '../open-data/feeds/feeds.controller.js';
import { ProposalFiles } from './proposal-files.service.js';

/** The cahier as files that others can use. */
@Controller()
@Access('public')
export class ProposalFilesController {
  constructor(private readonly files: ProposalFiles) {}

  @Get('engagements/cahier.csv')
  @Prepared()
  async csv(@Res() reply: FastifyReply): Promise<void> {
    await forAll(reply)
      .type('text/csv; charset=utf-8')
      .send(await this.files.csv());
  }

  @Get('engagements/cahier.json')
  @Prepared()
  async json(@Res() reply: FastifyReply): Promise<void> {
    await forAll(reply)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(await this.files.json()));
  }

  @Get('engagements/cahier.atom')
  @Prepared()
  async atom(@Res() reply: FastifyReply): Promise<void> {
    await forAll(reply)
      .type('application/atom+xml; charset=utf-8')
      .send(await this.files.atom());
  }
}
