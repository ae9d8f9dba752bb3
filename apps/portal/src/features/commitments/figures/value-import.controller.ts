import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { TableImports, type TableImport } from '../tables/table-imports.service.js';
import { Indicators } from './indicators.service.js';
import { valueColumns, ValueImport } from './value-import.service.js';

@Controller('editeur/indicateurs/:id/import')
@Access('editor')
export class ValueImportController {
  constructor(
    private readonly indicators: Indicators,
    private readonly values: ValueImport,
    private readonly tables: TableImports,
  ) {}

  @Get()
  async form(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.tables.show(actor, request, reply, await this.table(actor, id));
  }

  @Post()
  async take(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.tables.take(actor, request, reply, await this.table(actor, id), body);
  }

  private async table(actor: Actor, indicatorId: string): Promise<TableImport> {
    const { indicator } = await this.indicators.find(actor, indicatorId);
    return {
      commitmentId: indicator.commitmentId,
      texts: 'commitments:valueImport',
      ...valueColumns,
      action: `/editeur/indicateurs/${indicatorId}/import`,
      back: `/editeur/indicateurs/${indicatorId}`,
      example: 'jour;valeur;remarque\n01/03/2025;42;\n2025-09-01;57,5;Rentrée',
      run: (text, write) => this.values.run(actor, indicatorId, text, write),
    };
  }
}
