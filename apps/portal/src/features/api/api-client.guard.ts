import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimits, type RateLimit } from '../../platform/security/rate-limits.js';
import { API_SCOPE_NEEDED, API_TOKEN_NEEDED } from './api.errors.js';
import { ApiClients, type ApiClient } from './api-clients.service.js';

/** A tool that asks for each person who comes asks a few times a second. */
const CALLS: RateLimit = { name: 'api', points: 1200, seconds: 60 };

const clients = new WeakMap<FastifyRequest, ApiClient>();

/** The client that asks; only for routes that `ApiClientGuard` holds. */
export const CurrentClient = createParamDecorator((_: unknown, context: ExecutionContext): ApiClient => {
  const client = clients.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (client === undefined) throw new Error('This route has no ApiClientGuard.');
  return client;
});

/** Lets in who shows an access token of client credentials with the scope `entitlements`: RFC 6750, sections 2.1 and 3. */
@Injectable()
export class ApiClientGuard implements CanActivate {
  constructor(
    private readonly apiClients: ApiClients,
    private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const token = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) {
      reply.header('www-authenticate', challenge());
      throw new AppError(API_TOKEN_NEEDED);
    }
    const client = await this.apiClients.authenticate(token);
    if (client === null) {
      reply.header('www-authenticate', challenge('invalid_token'));
      throw new AppError(API_TOKEN_NEEDED);
    }
    if (!client.mayAsk) {
      reply.header('www-authenticate', challenge('insufficient_scope'));
      throw new AppError(API_SCOPE_NEEDED);
    }
    await this.limits.consume(CALLS, client.id);
    clients.set(request, client);
    return true;
  }
}

function challenge(error?: 'invalid_token' | 'insufficient_scope'): string {
  const parts = ['realm="ronron"', 'scope="entitlements"', ...(error === undefined ? [] : [`error="${error}"`])];
  return `Bearer ${parts.join(', ')}`;
}
