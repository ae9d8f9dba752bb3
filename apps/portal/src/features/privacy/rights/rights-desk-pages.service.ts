import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Result } from '@ronron/kernel';
import { tableView, type FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CLOCK } from '../../../platform/config/tokens.js';
import { longText, tickedAmong } from '../../../platform/forms/form-fields.js';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import type { Actor } from '../../../platform/security/actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { standingOf } from './rights-clock.js';
import { RightsDesk } from './rights-desk.service.js';
import { piecesAsked } from './rights-request.entity.js';

/** The same pages under two addresses: for the operators of a structure, and for the administrators. */
export type RightsArea = 'operateur' | 'admin';

const extensionForm = z.object({ reason: longText(1000, 'privacy:errors.reason') });
const answerForm = z.object({
  decision: z.enum(['accepted', 'refused'], { error: 'privacy:errors.decision' }),
  answer: longText(5000, 'privacy:errors.answer'),
});
const piecesForm = z.object({ pieces: tickedAmong(piecesAsked) });

interface Forms {
  readonly extension: FormState;
  readonly answer: FormState;
}

@Injectable()
export class RightsDeskPages {
  constructor(
    private readonly desk: RightsDesk,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(request: FastifyRequest, reply: FastifyReply, actor: Actor, area: RightsArea): Promise<void> {
    const text = (key: string): string => this.pages.text(request, key);
    const table = tableView({
      caption: text('privacy:desk.title'),
      rows: await this.desk.list(actor),
      columns: [
        { label: text('privacy:desk.asker'), value: (one) => one.name, href: (one) => `/${area}/droits/${one.id}` },
        { label: text('privacy:desk.right'), value: (one) => text(`privacy:rights.${one.right}.title`) },
        { label: text('privacy:desk.receivedAt'), kind: 'date', value: (one) => one.receivedAt },
        { label: text('privacy:desk.dueAt'), kind: 'date', value: (one) => one.dueAt },
        {
          label: text('privacy:desk.state'),
          kind: 'badge',
          status: (one) => standingOf(one, this.clock.now()),
          value: (one) => text(`privacy:status.${standingOf(one, this.clock.now())}`),
        },
      ],
    });
    await this.pages.show(request, reply, 'privacy/rights-list', { table }, this.options(area, false));
  }

  async show(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    area: RightsArea,
    id: string,
    refused: Partial<Forms> | null = null,
  ): Promise<void> {
    const one = await this.desk.find(actor, knownId(id));
    const model = {
      one,
      base: `/${area}/droits/${one.id}`,
      state: standingOf(one, this.clock.now()),
      open: one.status === 'open',
      canExtend: one.status === 'open' && one.extendedAt === null && one.dueAt >= this.clock.now(),
      deceased: one.right === 'deceased',
      canClose: area === 'admin' && one.right === 'deceased' && one.status === 'open' && one.wish === 'close',
      personHref: area === 'operateur' && one.accountId !== null ? `/operateur/personnes/${one.accountId}` : null,
      structure: one.structure?.name ?? null,
      pieces: piecesAsked.map((value) => ({ value, labelKey: `privacy:relatives.pieces.${value}` })),
      decisions: ['accepted', 'refused'].map((value) => ({ value, labelKey: `privacy:desk.decisions.${value}` })),
      piecesForm: emptyForm({ pieces: one.piecesSeen }),
      extension: refused?.extension ?? emptyForm(),
      answer: refused?.answer ?? emptyForm(),
      wrong: refused?.extension ?? refused?.answer ?? emptyForm(),
    };
    const options = this.options(area, true);
    if (refused === null) await this.pages.show(request, reply, 'privacy/rights-show', model, options);
    else await this.pages.showErrors(request, reply, 'privacy/rights-show', model, options);
  }

  async extend(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    area: RightsArea,
    id: string,
    body: unknown,
  ): Promise<void> {
    const form = readForm(extensionForm, body);
    if (!form.ok) return this.show(request, reply, actor, area, id, { extension: form.error });
    await this.done(
      request,
      reply,
      area,
      id,
      await this.desk.extend(actor, knownId(id), form.value.reason),
      'extended',
    );
  }

  async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    area: RightsArea,
    id: string,
    body: unknown,
  ): Promise<void> {
    const form = readForm(answerForm, body);
    if (!form.ok) return this.show(request, reply, actor, area, id, { answer: form.error });
    const { decision, answer } = form.value;
    const result = await this.desk.answer(actor, knownId(id), decision === 'accepted', answer);
    await this.done(request, reply, area, id, result, 'answered');
  }

  async see(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    area: RightsArea,
    id: string,
    body: unknown,
  ): Promise<void> {
    const form = readForm(piecesForm, body);
    const pieces = form.ok ? form.value.pieces : [];
    await this.done(request, reply, area, id, await this.desk.see(actor, knownId(id), pieces), 'piecesSeen');
  }

  /** @param key the text under `privacy:flash` that says it worked; refusals have theirs by their name. */
  async done(
    request: FastifyRequest,
    reply: FastifyReply,
    area: RightsArea,
    id: string,
    result: Result<void, string>,
    key: string,
  ): Promise<void> {
    const flash = result.ok
      ? ({ kind: 'success', key: `privacy:flash.${key}` } as const)
      : ({ kind: 'warning', key: `privacy:flash.${result.error}` } as const);
    await this.pages.goTo(request, reply, `/${area}/droits/${knownId(id)}`, flash);
  }

  private options(area: RightsArea, one: boolean): PageOptions {
    const home =
      area === 'admin'
        ? { label: 'administration:title', href: '/admin' }
        : { label: 'desk:title', href: '/operateur' };
    const list = { label: 'privacy:desk.title', href: `/${area}/droits` };
    return one
      ? { title: 'privacy:desk.one', breadcrumbs: [home, list] }
      : { title: 'privacy:desk.title', breadcrumbs: [home] };
  }
}
