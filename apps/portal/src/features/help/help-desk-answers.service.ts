import { Injectable } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import { tableView } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, readForm } from '../../platform/forms/read-form.js';
import { Pages } from '../../platform/pages/pages.js';
import type { Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { HelpDesk, type Desk, type DeskFilter } from './help-desk.service.js';
import { HelpPages, stateOf } from './help-pages.service.js';
import { answerForm } from './help.form.js';
import { nameOf } from './help.service.js';

const FILTERS = { attente: 'waiting', ouvertes: 'open', fermees: 'closed' } as const;

const AREAS = {
  operator: { path: '/operateur/aide', home: { label: 'ui:nav.operator', href: '/operateur' } },
  administrator: { path: '/admin/aide', home: { label: 'ui:nav.administration', href: '/admin' } },
} as const;

/** The pages of both desks, which differ in address and scope only. */
@Injectable()
export class HelpDeskAnswers {
  constructor(
    private readonly desk: HelpDesk,
    private readonly helpPages: HelpPages,
    private readonly pages: Pages,
  ) {}

  async list(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    desk: Desk,
    query: { etat?: unknown; apres?: unknown },
  ): Promise<void> {
    const { path, home } = AREAS[desk];
    const known = Object.keys(FILTERS).find((name) => name === query.etat) ?? 'attente';
    const filter: DeskFilter = FILTERS[known as keyof typeof FILTERS];
    const page = await this.desk.list(actor, desk, filter, isId(query.apres) ? query.apres : null);
    const text = (key: string): string => this.pages.text(request, key);
    const table = tableView({
      caption: text('help:desk.title'),
      rows: page.conversations,
      columns: [
        { label: text('help:desk.subject'), value: (row) => row.subject, href: (row) => `${path}/${row.id}` },
        { label: text('help:desk.asker'), value: (row) => nameOf(row) || (row.email ?? '') },
        { label: text('help:desk.service'), value: (row) => row.service?.name ?? text('help:desk.portal') },
        { label: text('help:desk.kind'), value: (row) => text(`help:kinds.${row.kind}`) },
        { label: text('help:desk.last'), kind: 'dateTime', value: (row) => row.lastMessageAt },
        {
          label: text('help:desk.state'),
          kind: 'badge',
          status: (row) => stateOf(row),
          value: (row) => text(`help:deskStates.${stateOf(row)}`),
        },
      ],
    });
    const tabs = Object.keys(FILTERS).map((name) => ({
      label: text(`help:deskTabs.${name}`),
      href: `${path}?etat=${name}`,
      current: name === known,
    }));
    const next = page.next === null ? null : `${path}?etat=${known}&apres=${page.next}`;
    await this.pages.show(
      request,
      reply,
      'help/desk-index',
      { table, tabs, next, operator: desk === 'operator' },
      { title: 'help:desk.title', breadcrumbs: [home] },
    );
  }

  async show(request: FastifyRequest, reply: FastifyReply, actor: Actor, desk: Desk, id: string): Promise<void> {
    await this.draw(request, reply, actor, desk, id, emptyForm());
  }

  async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    desk: Desk,
    id: string,
    body: unknown,
  ): Promise<void> {
    const form = readForm(answerForm, body);
    if (!form.ok) return this.draw(request, reply, actor, desk, id, form.error);
    await this.desk.answer(actor, desk, knownId(id), form.value.message);
    await this.back(request, reply, desk, id, 'help:flash.answered');
  }

  async close(request: FastifyRequest, reply: FastifyReply, actor: Actor, desk: Desk, id: string): Promise<void> {
    await this.desk.close(actor, desk, knownId(id));
    await this.back(request, reply, desk, id, 'help:flash.closed');
  }

  async reopen(request: FastifyRequest, reply: FastifyReply, actor: Actor, desk: Desk, id: string): Promise<void> {
    await this.desk.reopen(actor, desk, knownId(id));
    await this.back(request, reply, desk, id, 'help:flash.reopened');
  }

  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    desk: Desk,
    id: string,
    form: ReturnType<typeof emptyForm>,
  ): Promise<void> {
    const { path, home } = AREAS[desk];
    const model = { ...(await this.helpPages.deskShow(actor, desk, knownId(id), form)), base: `${path}/${id}` };
    const page = {
      title: { text: String((model as { subject?: unknown }).subject) },
      breadcrumbs: [home, { label: 'help:desk.title', href: path }],
    };
    if (Object.keys(form.errors).length > 0) await this.pages.showErrors(request, reply, 'help/desk-show', model, page);
    else await this.pages.show(request, reply, 'help/desk-show', model, page);
  }

  private async back(request: FastifyRequest, reply: FastifyReply, desk: Desk, id: string, key: string): Promise<void> {
    await this.pages.goTo(request, reply, `${AREAS[desk].path}/${id}`, { kind: 'success', key });
  }
}

function knownId(id: string): string {
  if (!isId(id)) throw new AppError(NOT_FOUND);
  return id;
}
