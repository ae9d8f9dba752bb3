import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { MINUTE, type Clock } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK } from '../../platform/config/tokens.js';
import { nextPath } from '../../platform/pages/next-path.js';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import { RateLimits, type RateLimit } from '../../platform/security/rate-limits.js';
import { addressProved, type Account } from '../accounts/account.entity.js';
import { AFTER_SIGN_IN, SignInCompletion } from '../accounts/sign-in-completion.service.js';
import { LinkedIdentities } from './linked/linked-identities.service.js';
import { OpenIdFlow, type FlowFailure, type FlowPurpose, type FlowResult } from './openid/openid-flow.service.js';
import type { IdentityProvider } from './providers/identity-provider.entity.js';
import { IdentityProviders } from './providers/identity-providers.service.js';
import { OutsideSignUp } from './sign-up/outside-sign-up.service.js';

/** A town hall goes out by one address; whoever makes up departures by the thousand loads the provider too. */
const BY_ADDRESS: RateLimit = { name: 'outside-sign-in-address', points: 120, seconds: 15 * 60 };

const LINKING_WITHIN = 10 * MINUTE;

/** The way to an outside provider and back; what it led to is decided here. */
@Controller('connexion/avec')
@Access('public')
export class SignInWithController {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly flow: OpenIdFlow,
    private readonly linked: LinkedIdentities,
    private readonly signUp: OutsideSignUp,
    private readonly completion: SignInCompletion,
    private readonly limits: RateLimits,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':slug')
  async depart(
    @Param('slug') slug: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.limits.consume(BY_ADDRESS, request.ip);
    const provider = await this.providers.open(slug);
    const departed = await this.flow.depart(request, reply, provider, this.purposeOf(request, provider, query));
    if (!departed.ok) await this.failed(departed.error, provider, request, reply);
  }

  @Get(':slug/retour')
  async arrive(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.limits.consume(BY_ADDRESS, request.ip);
    const provider = await this.providers.open(slug);
    const result = await this.flow.arrive(request, reply, provider);
    if (!result.ok) return this.failed(result.error, provider, request, reply);
    const { purpose } = result.value;
    if (purpose.kind === 'link') return this.link(purpose.accountId, provider, result.value, request, reply);
    if (purpose.kind === 'confirm') {
      const confirmed = await this.signUp.confirm(purpose.token, result.value.identity);
      if (!confirmed.ok) return this.say(`identities:flash.${confirmed.error}`, provider, request, reply);
      return this.enter(confirmed.value, provider, result.value, purpose.next, request, reply);
    }
    const account = await this.linked.accountOf(result.value.identity);
    if (account !== null && addressProved(account))
      return this.enter(account, provider, result.value, purpose.next, request, reply);
    this.signUp.remember(request, result.value, purpose.next);
    await this.pages.goTo(request, reply, `/connexion/avec/${provider.slug}/compte`);
  }

  /** Linking only when it was asked for on a page of ours a moment ago: not because an address says so. */
  private purposeOf(request: FastifyRequest, provider: IdentityProvider, query: Record<string, unknown>): FlowPurpose {
    const asked = request.session.get('linkingAsked');
    request.session.set('linkingAsked', undefined);
    const next = nextPath(query['suite']) ?? AFTER_SIGN_IN;
    const { confirmation } = query;
    if (typeof confirmation === 'string') return { kind: 'confirm', token: confirmation, next };
    const recent = asked !== undefined && this.clock.now().getTime() - Date.parse(asked.since) <= LINKING_WITHIN;
    if (recent && query['rattachement'] === '1' && asked.providerId === provider.id)
      return { kind: 'link', accountId: asked.accountId };
    return { kind: 'sign-in', next };
  }

  private async link(
    accountId: string,
    provider: IdentityProvider,
    { identity }: FlowResult,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { actor } = request;
    if (actor === null || actor.accountId !== accountId) return this.failed('stale', provider, request, reply);
    const outcome = await this.linked.link(actor, provider, identity);
    const flash = outcome.ok
      ? ({ kind: 'success', key: 'identities:flash.linked' } as const)
      : ({ kind: 'error', key: 'identities:flash.elsewhere' } as const);
    const params = { provider: provider.label };
    await this.pages.goTo(request, reply, '/compte/identites', { ...flash, params });
  }

  private async enter(
    account: Account,
    provider: IdentityProvider,
    { mfa, signOutElsewhere }: Pick<FlowResult, 'mfa' | 'signOutElsewhere'>,
    next: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const proof = { methods: mfa ? (['mfa'] as const) : [], stay: false, next, signOutElsewhere };
    const completed = await this.completion.complete(request, reply, account, proof);
    if (!completed.ok) return this.say(`accounts:errors.signIn.${completed.error}`, provider, request, reply);
  }

  private failed(
    failure: FlowFailure,
    provider: IdentityProvider,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    return this.say(`identities:failures.${failure}`, provider, request, reply);
  }

  private say(key: string, provider: IdentityProvider, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const path = request.actor === null ? '/connexion' : '/compte/identites';
    return this.pages.goTo(request, reply, path, { kind: 'error', key, params: { provider: provider.label } });
  }
}
