import { connectors } from '@ronron/connectors';
import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { ShowsForm } from '../../../platform/server/route-options.js';
import { accessModes } from '../../catalogue/service.entity.js';
import { structureKinds } from '../../territories/structure.entity.js';
import { FirstRun } from './first-run.service.js';
import { nextStep, SetupLinks, setupSteps, type SetupStep } from './setup-links.service.js';
import { administratorForm, communeForm, serviceForm, structureForm } from './setup.form.js';

/** The first run of a portal, behind its one-time link: each page is the first step that is still to do. */
@Controller('installation/:token')
@Access('public')
export class SetupController {
  constructor(
    private readonly links: SetupLinks,
    private readonly firstRun: FirstRun,
    private readonly pages: Pages,
  ) {}

  @Get()
  @ShowsForm()
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const link = await this.links.find(token);
    await this.draw(request, reply, token, nextStep(link), emptyForm(), { mailSent: link.mailSentAt !== null });
  }

  @Post('commune')
  @ShowsForm()
  async commune(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.links.find(token);
    const form = readForm(communeForm, body);
    if (!form.ok) return this.draw(request, reply, token, 'commune', form.error);
    const chosen = await this.firstRun.chooseCommune(token, form.value);
    if (chosen.ok) return this.next(request, reply, token);
    const several = chosen.error.kind === 'several' ? chosen.error.communes : [];
    const options = several.map(({ inseeCode, name, postcodes }) => ({
      value: inseeCode,
      label: `${name} (${postcodes.join(', ')})`,
    }));
    const key = several.length > 0 ? 'setup:errors.several' : 'setup:errors.unknownCommune';
    const field = several.length > 0 ? 'inseeCode' : 'commune';
    await this.draw(request, reply, token, 'commune', formWithError(body, field, { key }), { options });
  }

  @Post('structure')
  @ShowsForm()
  async structure(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.links.find(token);
    const form = readForm(structureForm, body);
    if (!form.ok) return this.draw(request, reply, token, 'structure', form.error);
    await this.firstRun.createStructure(token, form.value);
    await this.next(request, reply, token);
  }

  @Post('administrateur')
  @ShowsForm()
  async administrator(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.links.find(token);
    const form = readForm(administratorForm, body);
    if (!form.ok) return this.draw(request, reply, token, 'administrator', form.error);
    const created = await this.firstRun.createAdministrator(token, form.value);
    if (created.ok) return this.next(request, reply, token);
    await this.draw(
      request,
      reply,
      token,
      'administrator',
      formWithError(body, 'password', { key: created.error[0]! }),
    );
  }

  @Post('service')
  @ShowsForm()
  async service(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.links.find(token);
    const form = readForm(serviceForm, body);
    if (!form.ok) return this.draw(request, reply, token, 'service', form.error);
    await this.firstRun.createService(token, form.value);
    await this.next(request, reply, token);
  }

  @Post('courriel')
  @ShowsForm()
  async mail(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const refusal = await this.firstRun.testMail(token);
    if (refusal === null) return this.next(request, reply, token);
    const error = { key: 'setup:errors.mail', params: { answer: refusal } };
    await this.draw(request, reply, token, 'mail', formWithError({}, 'form', error));
  }

  @Post('fin')
  async finish(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.firstRun.finish(token);
    await this.pages.goTo(request, reply, '/connexion', { kind: 'success', key: 'setup:flash.finished' });
  }

  private next(request: FastifyRequest, reply: FastifyReply, token: string): Promise<void> {
    return this.pages.goTo(request, reply, `/installation/${token}`);
  }

  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    step: SetupStep,
    form: FormState,
    more: object = {},
  ): Promise<void> {
    const text = (key: string): string => this.pages.text(request, key);
    const at = setupSteps.indexOf(step);
    const model = {
      token,
      form,
      steps: setupSteps.map((name, index) => ({
        label: text(`setup:steps.${name}`),
        state: index < at ? 'done' : index === at ? 'current' : 'todo',
      })),
      kinds: structureKinds.map((value) => ({ value, labelKey: `setup:kinds.${value}` })),
      accessModes: accessModes.map((value) => ({ value, labelKey: `setup:accessModes.${value}` })),
      connectors: connectors.map(({ id }) => ({ value: id, label: id })),
      ...more,
    };
    const options = { title: `setup:steps.${step}`, noIndex: true };
    const wrong = Object.keys(form.errors).length > 0;
    if (wrong) await this.pages.showErrors(request, reply, `setup/${step}`, model, options);
    else await this.pages.show(request, reply, `setup/${step}`, model, options);
  }
}
