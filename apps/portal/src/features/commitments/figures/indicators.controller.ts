import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { EditorPages, refusedForm } from '../editing/editor-pages.service.js';
import { LiveFigures } from './live/live-figures.service.js';
import { indicatorForm, liveIndicatorForm, valueForm } from './indicator.form.js';
import { Indicators } from './indicators.service.js';

@Controller('editeur')
@Access('editor')
export class IndicatorsController {
  constructor(
    private readonly indicators: Indicators,
    private readonly live: LiveFigures,
    private readonly editorPages: EditorPages,
    private readonly pages: Pages,
  ) {}

  @Get('engagements/:id/indicateurs/nouveau')
  async new(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.drawNew(actor, request, reply, id, emptyForm());
  }

  @Post('engagements/:id/indicateurs')
  async add(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(indicatorForm, body);
    if (!form.ok) return this.drawNew(actor, request, reply, id, form.error);
    const indicator = await this.indicators.add(actor, id, form.value);
    await this.back(request, reply, indicator.id, 'commitments:done.indicatorAdded');
  }

  @Post('engagements/:id/indicateurs/portail')
  async follow(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(liveIndicatorForm, body);
    if (!form.ok) return this.drawNew(actor, request, reply, id, form.error);
    const figure = this.live.find(form.value.source);
    if (figure === undefined) {
      return this.drawNew(actor, request, reply, id, formWithError(body, 'source', { key: 'ui:errors.choice' }));
    }
    const said = (part: string): string =>
      this.pages.text({ locale: 'fr' }, `${figure.texts}:live.${figure.key}.${part}`);
    const text = { name: said('name'), unit: said('unit'), base: null, target: null, source: said('method') };
    const followed = await this.indicators.follow(actor, id, figure.key, text);
    if (!followed.ok) return this.drawNew(actor, request, reply, id, refusedForm(body, followed.error));
    await this.back(request, reply, followed.value.id, 'commitments:done.saved');
  }

  @Get('indicateurs/:id')
  async show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(actor, request, reply, id, {});
  }

  @Post('indicateurs/:id')
  async edit(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(indicatorForm, body);
    if (!form.ok) return this.draw(actor, request, reply, id, { text: form.error });
    await this.indicators.edit(actor, id, form.value);
    await this.back(request, reply, id, 'commitments:done.saved');
  }

  @Post('indicateurs/:id/valeurs')
  async addValue(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(valueForm, body);
    if (!form.ok) return this.draw(actor, request, reply, id, { value: form.error });
    const added = await this.indicators.addValue(actor, id, form.value);
    if (!added.ok) return this.draw(actor, request, reply, id, { value: refusedForm(body, added.error) });
    await this.back(request, reply, id, 'commitments:done.valueAdded');
  }

  @Post('valeurs/:id/suppression')
  async removeValue(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.back(request, reply, await this.indicators.removeValue(actor, id), 'commitments:done.removed');
  }

  @Post('indicateurs/:id/suppression')
  async remove(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const commitmentId = await this.indicators.remove(actor, id);
    await this.pages.goTo(request, reply, `/editeur/engagements/${commitmentId}`, {
      kind: 'success',
      key: 'commitments:done.removed',
    });
  }

  private async drawNew(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    commitmentId: string,
    form: FormState,
  ): Promise<void> {
    const title = 'commitments:indicatorForm.new';
    const sources = this.live.all().map(({ key, texts }) => ({
      value: key,
      labelKey: `${texts}:live.${key}.name`,
      hintKey: `${texts}:live.${key}.method`,
    }));
    const model = { sources };
    await this.editorPages.show(actor, request, reply, { view: 'indicator-new', title, commitmentId, form, model });
  }

  private async draw(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    forms: { text?: FormState; value?: FormState },
  ): Promise<void> {
    const { indicator, values } = await this.indicators.find(actor, id);
    const { name, unit, source, base, target } = indicator;
    const written = (number: number | null): string => (number === null ? '' : String(number).replace('.', ','));
    await this.editorPages.show(actor, request, reply, {
      view: 'indicator',
      title: { text: name },
      commitmentId: indicator.commitmentId,
      form: forms.text ?? forms.value ?? emptyForm(),
      model: {
        indicator: { ...indicator },
        values: [...values].reverse().map((value) => ({ ...value, byPortal: value.origin === 'portal' })),
        textForm: forms.text ?? emptyForm({ name, unit, source, base: written(base), target: written(target) }),
        valueForm: forms.value ?? emptyForm(),
      },
    });
  }

  private async back(request: FastifyRequest, reply: FastifyReply, id: string, key: string): Promise<void> {
    await this.pages.goTo(request, reply, `/editeur/indicateurs/${id}`, { kind: 'success', key });
  }
}
