import { Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../../../platform/security/access.js';
import { RateLimits } from '../../../../platform/security/rate-limits.js';
import { SignedValues } from './signed-values.service.js';

const CALLS = { name: 'signed-values', points: 120, seconds: 60 };

/** For programs: the signature says who they are, no session does. */
@Controller('api/v1/indicateurs')
@Access('client')
export class SignedValuesController {
  constructor(
    private readonly values: SignedValues,
    private readonly limits: RateLimits,
  ) {}

  @Post(':id/valeurs')
  async take(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.limits.consume(CALLS, request.ip);
    const taken = await this.values.take(id, request.rawText ?? '', request.headers);
    if (taken.ok) return void (await reply.status(200).type('application/json').send(JSON.stringify(taken.value)));
    await reply
      .status(422)
      .type('application/problem+json')
      .send(
        JSON.stringify({ type: 'urn:ronron:error:values', title: 'Values refused', status: 422, errors: taken.error }),
      );
  }
}
