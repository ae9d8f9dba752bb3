import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { TableImports, type TableImport } from '../tables/table-imports.service.js';
import { SpendingImport } from './spending-import.service.js';
import { SPENDING_EXAMPLE, spendingColumns } from './spending-table.js';

@Controller('editeur/engagements/:id/depenses/import')
@Access('editor')
export class SpendingImportController {
  constructor(
    private readonly spendings: SpendingImport,
    private readonly tables: TableImports,
  ) {}

  @Get()
  async form(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.tables.show(actor, request, reply, this.table(actor, id));
  }

  @Post()
  async take(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.tables.take(actor, request, reply, this.table(actor, id), body);
  }

  private table(actor: Actor, commitmentId: string): TableImport {
    return {
      commitmentId,
      texts: 'commitments:spendingImport',
      ...spendingColumns,
      action: `/editeur/engagements/${commitmentId}/depenses/import`,
      back: `/editeur/engagements/${commitmentId}`,
      example: SPENDING_EXAMPLE,
      run: (text, write) => this.spendings.run(actor, commitmentId, text, write),
    };
  }
}
