import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Access } from '../../../../platform/security/access.js';
import { DeletionReceipts } from './deletion-receipts.service.js';

/** The public keys by which anybody checks a receipt of this portal, for as long as it has given any (RFC 7517, 5). */
@Controller('recus/cles')
@Access('public')
export class ReceiptKeysController {
  constructor(private readonly receipts: DeletionReceipts) {}

  @Get()
  async keys(@Res() reply: FastifyReply): Promise<void> {
    await reply.type('application/jwk-set+json').send(JSON.stringify({ keys: await this.receipts.keys() }));
  }
}
