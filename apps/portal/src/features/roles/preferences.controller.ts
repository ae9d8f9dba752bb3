import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { emptyForm, readForm } from '../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import type { RoleGrant } from './role-grant.entity.js';
import { notifications, RolesService, type Notification } from './roles.service.js';

const PAGE: PageOptions = {
  title: 'roles:preferences.title',
  breadcrumbs: [{ label: 'ui:nav.operator', href: '/operateur' }],
};

/** How an operator hears of new requests, for each of their structures. */
@Controller('operateur/preferences')
@Access('operator')
export class PreferencesController {
  constructor(
    private readonly roles: RolesService,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const grants = await this.roles.operatorGrants(actor);
    const chosen = emptyForm(Object.fromEntries(grants.map((grant) => [fieldOf(grant), grant.notify])));
    await this.pages.show(request, reply, 'roles/preferences', modelOf(grants, chosen), PAGE);
  }

  @Post()
  async save(
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const grants = await this.roles.operatorGrants(actor);
    const choice = z.enum(notifications, { error: 'ui:errors.choice' });
    const form = readForm(z.object(Object.fromEntries(grants.map((grant) => [fieldOf(grant), choice]))), body);
    if (!form.ok) {
      await this.pages.showErrors(request, reply, 'roles/preferences', modelOf(grants, form.error), PAGE);
      return;
    }
    const wanted = grants.map((grant) => [grant.structureId!, form.value[fieldOf(grant)]!] as const);
    await this.roles.choose(actor, new Map<string, Notification>(wanted));
    await this.pages.goTo(request, reply, '/operateur/preferences', { kind: 'success', key: 'roles:flash.saved' });
  }
}

function fieldOf(grant: RoleGrant): string {
  return `notify-${grant.structureId!}`;
}

function modelOf(grants: readonly RoleGrant[], form: FormState): object {
  return {
    form,
    structures: grants.map((grant) => ({ field: fieldOf(grant), name: grant.structure!.name })),
    options: notifications.map((value) => ({
      value,
      labelKey: `roles:notifications.${value}`,
      hintKey: `roles:notificationHints.${value}`,
    })),
  };
}
