import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { Result } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { INTERACTION_PATH } from '../provider/sso-pages.service.js';
import { Interactions, type NextStep } from './interactions.service.js';

/**
 * Where the provider sends people before it answers a tool. Public, since who comes may have to sign in first; what is pending belongs to
 * the browser that began it.
 */
@Controller('autorisation')
@Access('public')
export class InteractionsController {
  constructor(
    private readonly interactions: Interactions,
    private readonly pages: Pages,
  ) {}

  @Get(':uid')
  async next(@Param('uid') uid: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const step = await this.interactions.next(uid, request, reply);
    await this.follow(uid, step, false, request, reply);
  }

  /** Where somebody comes from a form (signing in, proving who they are): the way on is a page, see `leave`. */
  @Get(':uid/suite')
  async goOn(@Param('uid') uid: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const step = await this.interactions.next(uid, request, reply);
    await this.follow(uid, step, true, request, reply);
  }

  @Post(':uid/accord')
  @Access('signed-in')
  async consent(@Param('uid') uid: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const step = await this.interactions.consent(uid, request, reply);
    await this.follow(uid, step, true, request, reply);
  }

  @Post(':uid/abandon')
  @Access('signed-in')
  async abort(@Param('uid') uid: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const step = await this.interactions.abort(uid, request, reply);
    await this.follow(uid, step, true, request, reply);
  }

  private async follow(
    uid: string,
    step: Result<NextStep, 'expired'>,
    fromForm: boolean,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    if (!step.ok) {
      const title = 'sso:expired.title';
      return this.pages.show(request, reply, 'sso/expired', {}, { title, status: 410, noIndex: true });
    }
    const base = `${INTERACTION_PATH}/${uid}`;
    const back = encodeURIComponent(`${base}/suite`);
    switch (step.value.kind) {
      case 'go':
        return this.leave(step.value.url, fromForm, request, reply);
      case 'sign-in':
        return this.pages.goTo(request, reply, `/connexion?suite=${back}`);
      case 'prove':
        return this.pages.goTo(request, reply, `/connexion/confirmation?suite=${back}`);
      case 'owes': {
        if (step.value.what === 'terms') return this.pages.goTo(request, reply, `/compte/conditions?suite=${back}`);
        request.session.set('afterEnrolment', `${base}/suite`);
        return this.pages.goTo(request, reply, '/compte/securite');
      }
      case 'consent': {
        const { asked } = step.value;
        const options = { title: 'sso:consent.title', noIndex: true };
        return this.pages.show(request, reply, 'sso/consent', { base, ...asked }, options);
      }
      case 'not-admitted': {
        const { audience, client } = step.value;
        const title = { key: 'sso:refused.title', params: { name: client.name } };
        const model = { base, client, ...audience };
        return this.pages.show(request, reply, 'sso/not-admitted', model, { title, status: 403, noIndex: true });
      }
      case 'refused': {
        const { denial, client, structure } = step.value;
        const title = { key: 'sso:refused.title', params: { name: client.name } };
        const model = { base, client, structure, reason: denial.reason, link: denial.link };
        return this.pages.show(request, reply, 'sso/refused', model, { title, status: 403, noIndex: true });
      }
    }
  }

  /**
   * On to the provider, and from there to the tool. The policy `form-action 'self'` also holds for where a form's answer leads: after a form
   * a page of ours ends the chain and goes on by itself.
   */
  private async leave(url: string, fromForm: boolean, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (!fromForm) {
      await reply.redirect(url, 303);
      return;
    }
    reply.header('refresh', `0; url=${url}`);
    await this.pages.show(request, reply, 'sso/on-the-way', { url }, { title: 'sso:onTheWay.title', noIndex: true });
  }
}
