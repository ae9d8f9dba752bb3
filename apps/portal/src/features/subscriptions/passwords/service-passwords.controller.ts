import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { ShownOnce } from '../../../platform/security/shown-once.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { ServicePasswords } from './service-passwords.service.js';

const PAGE: PageOptions = {
  title: 'subscriptions:password.title',
  breadcrumbs: [{ label: 'subscriptions:index.title', href: '/mes-services' }],
};

/** A password for a tool that has its own sign-in: told what it does first, then shown once. */
@Controller('mes-services/:id/mot-de-passe')
@Access('signed-in')
export class ServicePasswordsController {
  constructor(
    private readonly passwords: ServicePasswords,
    private readonly shownOnce: ShownOnce,
    private readonly pages: Pages,
  ) {}

  @Get()
  @StepUp()
  async explain(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const subscription = await this.passwords.find(actor, knownId(id));
    const model = { id, service: subscription.service!.name, credentials: this.shownOnce.take(request, pageOf(id)) };
    await this.pages.show(request, reply, 'subscriptions/password', model, PAGE);
  }

  @Post()
  @StepUp()
  async renew(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const renewed = await this.passwords.renew(actor, knownId(id));
    if (!renewed.ok) {
      return this.pages.goTo(request, reply, '/mes-services', {
        kind: 'error',
        key: `subscriptions:errors.${renewed.error}`,
      });
    }
    await this.shownOnce.goTo(request, reply, pageOf(id), renewed.value);
  }
}

function pageOf(id: string): string {
  return `/mes-services/${id}/mot-de-passe`;
}

function knownId(id: string): string {
  if (!isId(id)) throw new AppError(NOT_FOUND);
  return id;
}
