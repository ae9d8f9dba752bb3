import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../platform/forms/read-form.js';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { StepUp } from '../../platform/security/step-up.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { CommuneAdministration } from '../territories/commune-administration.service.js';
import { StructureAdministration } from '../territories/structure-administration.service.js';
import { grantForm, powerOf } from './grant.form.js';
import { RolesService } from './roles.service.js';

const PAGE = { title: 'roles:admin.title', breadcrumbs: [{ label: 'roles:admin.home', href: '/admin' }] };

/** Who has power over what, for administrators. */
@Controller('admin/roles')
@Access('administrator')
export class RolesAdminController {
  constructor(
    private readonly roles: RolesService,
    private readonly communes: CommuneAdministration,
    private readonly structures: StructureAdministration,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.draw(actor, emptyForm(), request, reply);
  }

  @Post()
  @StepUp()
  async grant(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(grantForm, body);
    if (!form.ok) return this.draw(actor, form.error, request, reply, true);
    const granted = await this.roles.grant(actor, form.value.email, powerOf(form.value.power));
    if (!granted.ok) {
      const field = granted.error === 'unknown-scope' || granted.error === 'already' ? 'power' : 'email';
      const state = formWithError(body, field, { key: `roles:errors.${granted.error}` });
      return this.draw(actor, state, request, reply, true);
    }
    await this.pages.goTo(request, reply, '/admin/roles', { kind: 'success', key: 'roles:admin.granted' });
  }

  @Post(':id/retrait')
  @StepUp()
  async revoke(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isId(id)) throw new AppError(NOT_FOUND);
    const revoked = await this.roles.revoke(actor, id);
    await this.pages.goTo(
      request,
      reply,
      '/admin/roles',
      revoked.ok
        ? { kind: 'success', key: 'roles:admin.revoked' }
        : { kind: 'error', key: `roles:errors.${revoked.error}` },
    );
  }

  private async draw(
    actor: Actor,
    form: FormState,
    request: FastifyRequest,
    reply: FastifyReply,
    wrong = false,
  ): Promise<void> {
    const [grants, communes, structures] = await Promise.all([
      this.roles.list(actor),
      this.communes.list(),
      this.structures.list(),
    ]);
    const power = (role: string, scope?: { id: string; name: string }): { value: string; label: string } => ({
      value: scope === undefined ? role : `${role}:${scope.id}`,
      label: this.pages.text(request, {
        key: `roles:admin.powers.${role}`,
        params: { scope: scope?.name ?? '' },
      }),
    });
    const model = {
      form,
      powers: [
        ...structures.filter(({ active }) => active).map((structure) => power('operator', structure)),
        ...communes.map((commune) => power('editor', commune)),
        power('administrator'),
      ],
      grants: grants.map((grant) => ({
        id: grant.id,
        name: grant.account!.displayName,
        email: grant.account!.email,
        power: power(grant.role, grant.structure ?? grant.commune ?? undefined).label,
        since: grant.createdAt,
        self: grant.accountId === actor.accountId,
      })),
    };
    if (wrong) await this.pages.showErrors(request, reply, 'roles/admin', model, PAGE);
    else await this.pages.show(request, reply, 'roles/admin', model, PAGE);
  }
}
