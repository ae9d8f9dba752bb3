import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { PortalSettings } from '../../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../../platform/config/tokens.js';
import { Access } from '../../../../platform/security/access.js';
import { NOT_FOUND } from '../../../../platform/security/security.errors.js';
import { etagOf } from '../../../../platform/server/prepared-pages.js';
import { API_BAD_QUERY } from '../../../api/api.errors.js';
import { OPEN_LICENCE } from '../feeds/commitments-linked-data.js';
import { forAll } from '../feeds/feeds.controller.js';
import { OpenLists, type ListWish, type OpenPage } from './open-lists.service.js';
import { listQuery } from './open-schemas.js';

const { limite, ...filters } = listQuery;
const querySchema = z.strictObject({ ...z.object(filters).partial().shape, limite });

/** Lists of the JSON API, by pages that lead to the next one. */
@Controller('api/v1')
@Access('public')
export class ListsController {
  constructor(
    private readonly lists: OpenLists,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  @Get('engagements')
  async commitments(
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(request, reply, (wish) => this.lists.commitments(wish), query);
  }

  @Get('nouvelles')
  async updates(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.send(request, reply, (wish) => this.lists.updates(wish), query);
  }

  @Get('nouvelles/:id')
  async update(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const found = isId(id) ? await this.lists.update(id) : null;
    if (found === null) throw new AppError(NOT_FOUND);
    await openJson(request, reply, { license: OPEN_LICENCE, ...found });
  }

  /** All that followers are told, from the first on: who keeps the last id misses nothing. */
  @Get('mouvements')
  async moves(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.send(request, reply, (wish) => this.lists.moves(wish), query);
  }

  @Get('referentiels')
  async frameworks(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await openJson(request, reply, { license: OPEN_LICENCE, items: await this.lists.frameworks(), next: null });
  }

  private async send(
    request: FastifyRequest,
    reply: FastifyReply,
    list: (wish: ListWish) => Promise<OpenPage>,
    query: unknown,
  ): Promise<void> {
    const read = querySchema.safeParse(query);
    if (!read.success) throw new AppError(API_BAD_QUERY);
    const { items, next, modifiedAt } = await list(read.data as ListWish);
    const onward = new URL(request.url, this.settings.publicUrl);
    if (next !== null) onward.searchParams.set('apres', next);
    if (modifiedAt !== null) void reply.header('last-modified', modifiedAt.toUTCString());
    await openJson(request, reply, { license: OPEN_LICENCE, items, next: next === null ? null : onward.href });
  }
}

/** With its ETag; nothing but 304 to who has it already (RFC 9110, 13.1.2). */
async function openJson(request: FastifyRequest, reply: FastifyReply, data: object): Promise<void> {
  const body = JSON.stringify(data);
  const etag = etagOf(Buffer.from(body));
  void forAll(reply).header('etag', etag).header('cache-control', 'public, no-cache');
  const known = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim());
  if (known.includes(etag) || known.includes('*')) await reply.status(304).send();
  else await reply.type('application/json; charset=utf-8').send(body);
}
