import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import type { CommuneAnswer } from '../sign-up/commune-choices.service.js';
import { languageChoices } from '../sign-up/sign-up-page.service.js';
import { communeError } from '../sign-up/sign-up.service.js';
import { profileForm } from './profile.form.js';
import { Profile } from './profile.service.js';

const PAGE: PageOptions = { title: 'accounts:account.title' };

@Controller('compte')
@Access('signed-in')
export class ProfileController {
  constructor(
    private readonly profile: Profile,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const account = await this.profile.own(actor);
    const form = emptyForm({
      displayName: account.displayName,
      commune: account.commune?.name ?? '',
      language: account.locale,
    });
    const { bouncedAt, parentAgreedAt, parentEmail } = account;
    const parent = parentAgreedAt === null ? null : { agreedAt: parentAgreedAt, email: parentEmail };
    const model = { ...shared(actor), form, bounced: bouncedAt !== null, parent };
    await this.pages.show(request, reply, 'accounts/account', model, PAGE);
  }

  @Post()
  async save(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(profileForm, body);
    if (!form.ok) {
      return this.pages.showErrors(request, reply, 'accounts/account', { ...shared(actor), form: form.error }, PAGE);
    }
    const outcome = await this.profile.change(actor, form.value);
    if (!outcome.ok) {
      const state = formWithError(body, 'commune', communeError(outcome.error));
      const model = { ...shared(actor), form: state, ...communeModel(outcome.error) };
      return this.pages.showErrors(request, reply, 'accounts/account', model, PAGE);
    }
    await this.pages.goTo(request, reply, '/compte', { kind: 'success', key: 'accounts:flash.profileSaved' });
  }
}

function shared(actor: Actor): object {
  return { email: actor.email, languages: languageChoices };
}

function communeModel(answer: CommuneAnswer): object {
  return {
    communes: answer.kind === 'several' ? answer.choices : null,
    notServed: answer.kind === 'not-served' ? { name: answer.name, message: answer.message } : null,
  };
}
