import { Injectable } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { servicesCrumbs, type Area } from '../../../platform/pages/area.js';
import { Pages } from '../../../platform/pages/pages.js';
import type { Actor } from '../../../platform/security/actor.js';
import { ManagedServices } from '../managed-services.service.js';
import { MOST_QUESTIONS, RequestQuestions } from '../request-questions.service.js';
import type { RequestQuestion } from '../request-question.js';
import { questionForm, questionKinds, questionOf } from './question.form.js';

/** Draws and reads the page on which a service's questions are written, for both areas. */
@Injectable()
export class QuestionPages {
  constructor(
    private readonly services: ManagedServices,
    private readonly questions: RequestQuestions,
    private readonly pages: Pages,
  ) {}

  /** `edited`: the name of the question to change; anything else draws the form for a new one. */
  async index(
    area: Area,
    actor: Actor,
    id: string,
    edited: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const service = await this.services.get(actor, id);
    const question = service.questions.find((one) => one.name === edited);
    await this.draw(area, actor, id, question === undefined ? emptyForm() : formOf(question), request, reply);
  }

  async save(
    area: Area,
    actor: Actor,
    id: string,
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(questionForm, body);
    if (!form.ok) return this.draw(area, actor, id, form.error, request, reply, true);
    const question = questionOf(form.value);
    if (form.value.name === '') await this.questions.add(actor, id, question);
    else await this.questions.replace(actor, id, form.value.name, question);
    await this.back(area, id, 'catalogue:questions.saved', request, reply);
  }

  async remove(
    area: Area,
    actor: Actor,
    id: string,
    name: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    await this.questions.remove(actor, id, name);
    await this.back(area, id, 'catalogue:questions.removed', request, reply);
  }

  async move(
    area: Area,
    actor: Actor,
    id: string,
    name: string,
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const direction = (body as { sens?: unknown } | undefined)?.sens === 'haut' ? 'up' : 'down';
    await this.questions.move(actor, id, name, direction);
    await this.back(area, id, 'catalogue:questions.moved', request, reply);
  }

  private back(area: Area, id: string, key: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return this.pages.goTo(request, reply, `${area.path}/${id}/questions`, { kind: 'success', key });
  }

  private async draw(
    area: Area,
    actor: Actor,
    id: string,
    form: FormState,
    request: FastifyRequest,
    reply: FastifyReply,
    wrong = false,
  ): Promise<void> {
    const service = await this.services.get(actor, id);
    const base = `${area.path}/${service.id}/questions`;
    const last = service.questions.length - 1;
    const model = {
      form,
      area,
      base,
      service,
      changing: (form.values['name'] ?? '') !== '',
      full: last + 1 >= MOST_QUESTIONS,
      kinds: questionKinds.map((value) => ({ value, labelKey: `catalogue:questionKinds.${value}` })),
      questions: service.questions.map((question, index) => ({
        ...question,
        kindKey: `catalogue:questionKinds.${question.kind}`,
        choices: question.options?.join(', ') ?? '',
        edit: `${base}?question=${encodeURIComponent(question.name)}`,
        path: `${base}/${question.name}`,
        first: index === 0,
        final: index === last,
      })),
    };
    const options = {
      title: { key: 'catalogue:questions.title', params: { name: service.name } },
      breadcrumbs: servicesCrumbs(area),
    };
    if (wrong) await this.pages.showErrors(request, reply, 'catalogue/questions', model, options);
    else await this.pages.show(request, reply, 'catalogue/questions', model, options);
  }
}

function formOf(question: RequestQuestion): FormState {
  return emptyForm({
    name: question.name,
    kind: question.kind,
    label: question.label,
    hint: question.hint ?? '',
    required: question.required ? 'on' : '',
    options: question.options?.join('\n') ?? '',
    min: question.min === undefined ? '' : String(question.min),
    max: question.max === undefined ? '' : String(question.max),
  });
}
