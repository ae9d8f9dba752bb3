import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readForm } from '../../../platform/forms/read-form.js';
import { withLocale } from '../../../platform/i18n/locales.js';
import { Pages, type Flash } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor, MaybeActor } from '../../../platform/security/current-actor.js';
import { knownLinkToken } from '../../../platform/security/link-token.js';
import { Invitations } from './invitations.service.js';
import { knownId } from '../../../platform/security/known-id.js';
import { invitationForm } from '../organisation.form.js';
import { OrganisationPages } from '../organisation-pages.service.js';

const LIST = { label: 'organisations:index.title', href: '/organisations' };

/** Sending invitations, and following the link of one. */
@Controller()
@Access('signed-in')
export class InvitationsController {
  constructor(
    private readonly invitations: Invitations,
    private readonly organisationPages: OrganisationPages,
    private readonly pages: Pages,
  ) {}

  @Post('organisations/:id/invitations')
  async invite(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(invitationForm, body);
    if (!form.ok) {
      const model = await this.organisationPages.show(actor, knownId(id));
      await this.pages.showErrors(
        request,
        reply,
        'organisations/show',
        { ...model, form: form.error },
        { title: { text: model.organisation.name }, breadcrumbs: [LIST] },
      );
      return;
    }
    const invited = await this.invitations.invite(actor, knownId(id), form.value.email, form.value.role);
    await this.back(
      request,
      reply,
      id,
      invited.ok
        ? { kind: 'success', key: 'organisations:flash.invited', params: { email: form.value.email } }
        : { kind: 'error', key: `organisations:refusals.${invited.error}` },
    );
  }

  @Post('organisations/:id/invitations/:invitation/renvoi')
  async resend(
    @Param('id') id: string,
    @Param('invitation') invitation: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const sent = await this.invitations.resend(actor, knownId(id), knownId(invitation));
    await this.back(
      request,
      reply,
      id,
      sent.ok
        ? { kind: 'success', key: 'organisations:flash.resent' }
        : { kind: 'error', key: `organisations:refusals.${sent.error}` },
    );
  }

  @Post('organisations/:id/invitations/:invitation/annulation')
  async revoke(
    @Param('id') id: string,
    @Param('invitation') invitation: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.invitations.revoke(actor, knownId(id), knownId(invitation));
    await this.back(request, reply, id, { kind: 'success', key: 'organisations:flash.revoked' });
  }

  /** Public, so that somebody with no account reads what it is about. Opening the link accepts nothing. */
  @Get('invitations/:token')
  @Access('public')
  async show(
    @Param('token') token: string,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { invitation, state } = await this.invitations.find(knownLinkToken(token));
    const suite = encodeURIComponent(withLocale(request.locale, `/invitations/${token}`));
    await this.pages.show(
      request,
      reply,
      'organisations/invitation',
      {
        token,
        state,
        signedInAs: actor === null ? null : `${actor.displayName} (${actor.email})`,
        organisation: invitation.organisation!.name,
        inviter: invitation.invitedBy?.displayName ?? '',
        role: invitation.role,
        expiresAt: invitation.expiresAt,
        signIn: `/connexion?suite=${suite}`,
        signUp: `/inscription?suite=${suite}`,
      },
      { title: 'organisations:invitation.title', noIndex: true },
    );
  }

  @Post('invitations/:token')
  async accept(
    @Param('token') token: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const accepted = await this.invitations.accept(actor, knownLinkToken(token));
    if (!accepted.ok) return this.pages.goTo(request, reply, `/invitations/${token}`);
    await this.back(request, reply, accepted.value, { kind: 'success', key: 'organisations:flash.joined' });
  }

  private back(request: FastifyRequest, reply: FastifyReply, id: string, flash: Flash): Promise<void> {
    return this.pages.goTo(request, reply, `/organisations/${id}`, flash);
  }
}
