import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Result } from '@ronron/kernel';
import { tableView, type FormState } from '@ronron/web-ui';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CLOCK } from '../../../platform/config/tokens.js';
import { longText, tickedAmong } from '../../../platform/forms/form-fields.js';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import type { Actor } from '../../../platform/security/actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import type { RightsArea } from './rights-area.js';
import { standingOf } from './rights-clock.js';
import { RightsDesk } from './rights-desk.service.js';
import { piecesAsked } from './rights-request.entity.js';

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

/** Draws and reads the pages of the rights that people exercise, for both areas. */
@Injectable()
export class RightsDeskPages {
  constructor(
    private readonly desk: RightsDesk,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(area: RightsArea, actor: Actor, reply: FastifyReply): Promise<void> {
    const { request } = reply;
    const text = (key: string): string => this.pages.text(request, key);
    const table = tableView({
      caption: text('privacy:desk.title'),
      rows: await this.desk.list(actor),
      columns: [
        { label: text('privacy:desk.asker'), value: (one) => one.name, href: (one) => `${area.path}/${one.id}` },
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
    await this.pages.show(
      request,
      reply,
      'privacy/rights-list',
      { table },
      { title: 'privacy:desk.title', breadcrumbs: [area.home] },
    );
  }

  async show(
    area: RightsArea,
    actor: Actor,
    id: string,
    reply: FastifyReply,
    refused: Partial<Forms> | null = null,
  ): Promise<void> {
    const one = await this.desk.find(actor, knownId(id));
    const model = {
      one,
      base: `${area.path}/${one.id}`,
      state: standingOf(one, this.clock.now()),
      open: one.status === 'open',
      canExtend: one.status === 'open' && one.extendedAt === null && one.dueAt >= this.clock.now(),
      deceased: one.right === 'deceased',
      canClose:
        area.name === 'administrator' && one.right === 'deceased' && one.status === 'open' && one.wish === 'close',
      personHref: area.name === 'operator' && one.accountId !== null ? `/operateur/personnes/${one.accountId}` : null,
      structure: one.structure?.name ?? null,
      pieces: piecesAsked.map((value) => ({ value, labelKey: `privacy:relatives.pieces.${value}` })),
      decisions: ['accepted', 'refused'].map((value) => ({ value, labelKey: `privacy:desk.decisions.${value}` })),
      piecesForm: emptyForm({ pieces: one.piecesSeen }),
      extension: refused?.extension ?? emptyForm(),
      answer: refused?.answer ?? emptyForm(),
      wrong: refused?.extension ?? refused?.answer ?? emptyForm(),
    };
    const draw = refused === null ? 'show' : 'showErrors';
    await this.pages[draw](reply.request, reply, 'privacy/rights-show', model, {
      title: 'privacy:desk.one',
      breadcrumbs: [area.home, { label: 'privacy:desk.title', href: area.path }],
    });
  }

  async extend(area: RightsArea, actor: Actor, id: string, body: unknown, reply: FastifyReply): Promise<void> {
    const form = readForm(extensionForm, body);
    if (!form.ok) return this.show(area, actor, id, reply, { extension: form.error });
    await this.done(area, id, await this.desk.extend(actor, knownId(id), form.value.reason), 'extended', reply);
  }

  async answer(area: RightsArea, actor: Actor, id: string, body: unknown, reply: FastifyReply): Promise<void> {
    const form = readForm(answerForm, body);
    if (!form.ok) return this.show(area, actor, id, reply, { answer: form.error });
    const { decision, answer } = form.value;
    const result = await this.desk.answer(actor, knownId(id), decision === 'accepted', answer);
    await this.done(area, id, result, 'answered', reply);
  }

  async see(area: RightsArea, actor: Actor, id: string, body: unknown, reply: FastifyReply): Promise<void> {
    const form = readForm(piecesForm, body);
    const pieces = form.ok ? form.value.pieces : [];
    await this.done(area, id, await this.desk.see(actor, knownId(id), pieces), 'piecesSeen', reply);
  }

  /** @param key the text under `privacy:flash` that says it worked; refusals have theirs by their name. */
  async done(
    area: RightsArea,
    id: string,
    result: Result<void, string>,
    key: string,
    reply: FastifyReply,
  ): Promise<void> {
    const flash = result.ok
      ? ({ kind: 'success', key: `privacy:flash.${key}` } as const)
      : ({ kind: 'warning', key: `privacy:flash.${result.error}` } as const);
    await this.pages.goTo(reply.request, reply, `${area.path}/${knownId(id)}`, flash);
  }
}
