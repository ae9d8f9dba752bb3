import { Controller, Get, Query, Res, UseGuards, type OnModuleInit } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import { ENTITLEMENTS_SCOPE } from '@ronron/oidc';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ApiOperations } from '../../platform/api/api-operations.js';
import { Access } from '../../platform/security/access.js';
import { TOO_MANY_ATTEMPTS } from '../../platform/security/security.errors.js';
import { ApiClientGuard, CurrentClient } from './api-client.guard.js';
import type { ApiClient } from './api-clients.service.js';
import { API_BAD_QUERY, API_SCOPE_NEEDED, API_TOKEN_NEEDED } from './api.errors.js';
import { entitlementAnswer, entitlementQuery } from './entitlement-answer.js';
import { ServiceEntitlements } from './service-entitlements.service.js';

const { lang, ...whom } = entitlementQuery;
const querySchema = z.strictObject({
  ...z.object(whom).partial().shape,
  lang,
});

/** For services that ask instead of being told. */
@Controller('api/v1/entitlements')
@Access('client')
@UseGuards(ApiClientGuard)
export class EntitlementsController implements OnModuleInit {
  constructor(
    private readonly entitlements: ServiceEntitlements,
    private readonly operations: ApiOperations,
  ) {}

  onModuleInit(): void {
    const parameter = (name: keyof typeof entitlementQuery, description: string) =>
      ({ name, in: 'query', required: false, description, schema: entitlementQuery[name] }) as const;
    this.operations.add({
      method: 'get',
      path: '/api/v1/entitlements',
      id: 'readEntitlement',
      summary: 'May somebody use the service that asks?',
      description:
        'For an account or an organisation: whether it may use the service whose client asks, with which quota and role, and if not why and where to go on. Exactly one of `sub`, `email` and `organisation` names whom it is about.',
      scope: ENTITLEMENTS_SCOPE,
      parameters: [
        parameter('sub', 'An account, as this client knows it from sign-in.'),
        parameter('email', 'An account by its address; only for a client that may learn addresses.'),
        parameter('organisation', 'The identifier of an organisation.'),
        parameter('lang', 'Language of the texts for people.'),
      ],
      answer: { name: 'Entitlement', description: 'Allowed or not: both are answers.', schema: entitlementAnswer },
      errors: [API_BAD_QUERY, API_TOKEN_NEEDED, API_SCOPE_NEEDED, TOO_MANY_ATTEMPTS],
    });
  }

  @Get()
  async show(@CurrentClient() client: ApiClient, @Query() query: unknown, @Res() reply: FastifyReply): Promise<void> {
    const read = querySchema.safeParse(query);
    if (!read.success) throw new AppError(API_BAD_QUERY);
    const { sub, email, organisation, lang: locale } = read.data;
    if ([sub, email, organisation].filter((value) => value !== undefined).length !== 1)
      throw new AppError(API_BAD_QUERY);
    if (email !== undefined && !client.mayLearnEmail) throw new AppError(API_SCOPE_NEEDED);
    const whose =
      sub !== undefined
        ? ({ kind: 'sub', sub } as const)
        : email !== undefined
          ? ({ kind: 'email', email: email.toLowerCase() } as const)
          : ({ kind: 'organisation', id: organisation! } as const);
    const answer = await this.entitlements.of(client, whose, locale);
    await reply
      .header('cache-control', 'no-store')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(answer));
  }
}
