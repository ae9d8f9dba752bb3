import { Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK } from '../../../platform/config/tokens.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { IdentityProviders, isOffered } from '../providers/identity-providers.service.js';
import { LinkedIdentities } from './linked-identities.service.js';

declare module 'fastify' {
  interface Session {
    /** Somebody who just proved who they are asked to link an identity of this provider to their account. */
    linkingAsked?: { readonly providerId: string; readonly accountId: string; readonly since: string };
  }
}

const ACCOUNT = { label: 'accounts:account.title', href: '/compte' };
const PAGE: PageOptions = { title: 'identities:index.title', breadcrumbs: [ACCOUNT] };
const LIST = { label: 'identities:index.title', href: '/compte/identites' };

/** By which outside identities I may sign in. */
@Controller('compte/identites')
@Access('signed-in')
export class LinkedIdentitiesController {
  constructor(
    private readonly linked: LinkedIdentities,
    private readonly providers: IdentityProviders,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  async list(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const linked = await this.linked.of(actor);
    const providers = (await this.providers.all()).filter(isOffered);
    const model = { linked, providers: providers.map(({ slug, label }) => ({ slug, label })) };
    await this.pages.show(request, reply, 'identities/index', model, PAGE);
  }

  /** Only who sent this form, from a page of ours and with a recent proof, can link: the way to the provider starts here. */
  @Post('ajout/:slug')
  @StepUp()
  async ask(
    @Param('slug') slug: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const provider = await this.providers.open(slug);
    const since = this.clock.now().toISOString();
    request.session.set('linkingAsked', { providerId: provider.id, accountId: actor.accountId, since });
    const title = { key: 'identities:departure.title', params: { provider: provider.label } };
    const model = { slug, label: provider.label };
    await this.pages.show(request, reply, 'identities/departure', model, { title, breadcrumbs: [ACCOUNT, LIST] });
  }

  @Post(':id/retrait')
  @StepUp()
  async unlink(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.linked.unlink(actor, knownId(id));
    await this.pages.goTo(request, reply, '/compte/identites', { kind: 'success', key: 'identities:flash.unlinked' });
  }
}
