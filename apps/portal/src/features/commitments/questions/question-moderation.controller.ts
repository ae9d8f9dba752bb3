import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Result } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { EditorPages, refusedForm } from '../editing/editor-pages.service.js';
import { CommitmentEdits, type Refusal } from '../promises/commitment-edits.service.js';
import {
  answerCorrectionForm,
  answerForm,
  hideForm,
  mergeForm,
  questionReasonForm,
  questionVersionForm,
} from './question.form.js';
import { QuestionAnswers } from './question-answers.service.js';
import { QuestionDesk, questionPiles } from './question-desk.service.js';
import { standingOf } from './resident-question.entity.js';
import { QuestionModeration } from './question-moderation.service.js';

type FormName = 'moderation' | 'sendBack' | 'merge' | 'answer' | 'correction' | 'hide';

/** What editors do with residents' questions. */
@Controller('editeur/questions')
@Access('editor')
export class QuestionModerationController {
  constructor(
    private readonly desk: QuestionDesk,
    private readonly moderation: QuestionModeration,
    private readonly answers: QuestionAnswers,
    private readonly edits: CommitmentEdits,
    private readonly editorPages: EditorPages,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(
    @Query('etat') asked: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const pile = questionPiles.find((one) => one === asked) ?? 'to-read';
    const counts = await this.desk.counts(actor.communes);
    await this.pages.show(
      request,
      reply,
      'commitments/questions/desk',
      {
        pile,
        rows: await this.desk.pile(actor, pile, request.locale),
        tabs: questionPiles.map((one) => ({
          label: this.pages.text(request, `commitments:questions.piles.${one}`),
          href: one === 'to-read' ? '/editeur/questions' : `/editeur/questions?etat=${one}`,
          current: one === pile,
          count: counts[one],
        })),
      },
      {
        title: 'commitments:questions.desk.title',
        noIndex: true,
        breadcrumbs: [{ label: 'commitments:desk.title', href: '/editeur' }],
      },
    );
  }

  @Get(':id')
  async show(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(actor, request, reply, id);
  }

  @Post(':id/publication')
  async publish(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.decide(actor, request, reply, id, body, 'moderation', questionVersionForm, async ({ version }) =>
      said(await this.moderation.publish(actor, id, version), 'published'),
    );
  }

  @Post(':id/renvoi')
  async sendBack(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.decide(actor, request, reply, id, body, 'sendBack', questionReasonForm, async (value) =>
      said(await this.moderation.sendBack(actor, id, value), 'sentBack'),
    );
  }

  @Post(':id/fusion')
  async merge(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.decide(actor, request, reply, id, body, 'merge', mergeForm, async (value) =>
      said(await this.moderation.merge(actor, id, value), 'merged'),
    );
  }

  @Post(':id/masquage')
  async hide(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.decide(actor, request, reply, id, body, 'hide', hideForm, async (value) =>
      said(await this.moderation.hide(actor, id, value), 'hidden'),
    );
  }

  @Post(':id/reponse')
  async answer(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.decide(actor, request, reply, id, body, 'answer', answerForm, async (value) => {
      const answered = await this.answers.answer(actor, id, value);
      return said(answered, answered.ok && answered.value === 'waiting' ? 'proposed' : 'answered');
    });
  }

  @Post(':id/correction')
  async correct(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.decide(actor, request, reply, id, body, 'correction', answerCorrectionForm, async (value) =>
      said(await this.answers.correct(actor, id, value), 'corrected'),
    );
  }

  /** Reads the form, does what it asks for, and leads back to the question; or draws it again with what was wrong. */
  private async decide<Form extends z.ZodType>(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    body: unknown,
    name: FormName,
    schema: Form,
    work: (value: z.output<Form>) => Promise<Result<string, Refusal>>,
  ): Promise<void> {
    const form = readForm(schema, body);
    if (!form.ok) return this.draw(actor, request, reply, id, { [name]: form.error });
    const done = await work(form.value);
    if (!done.ok) return this.draw(actor, request, reply, id, { [name]: refusedForm(body, done.error) });
    await this.pages.goTo(request, reply, `/editeur/questions/${id}`, {
      kind: 'success',
      key: `commitments:questions.done.${done.value}`,
    });
  }

  private async draw(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    refused: Partial<Record<FormName, FormState>> = {},
  ): Promise<void> {
    const { question, shown, commitment, proposer } = await this.desk.find(actor, id);
    const own = commitment.accountableAccountId === actor.accountId;
    const asksAgreement = !own && (await this.edits.needsAgreement(commitment.communeId));
    const [failed] = Object.values(refused);
    await this.editorPages.show(actor, request, reply, {
      view: 'question',
      title: 'commitments:questions.one',
      commitmentId: commitment.id,
      form: failed ?? emptyForm(),
      model: {
        question: { ...question, commitment: undefined },
        standing: standingOf(question),
        shown,
        own,
        proposer,
        asksAgreement,
        accountableName: commitment.accountableName,
        isPublic: question.state === 'published',
        like: (await this.desk.like(question)).map((one) => ({ value: one.id, label: shortened(one.body) })),
        sendBackForm: refused.sendBack ?? emptyForm(),
        mergeForm: refused.merge ?? emptyForm(),
        hideForm: refused.hide ?? emptyForm(),
        hiding: refused.hide !== undefined,
        answerForm: refused.answer ?? emptyForm({ body: question.proposedAnswer }),
        correctionForm: refused.correction ?? emptyForm({ body: shown.answer?.body ?? '' }),
      },
    });
  }
}

function said(outcome: Result<unknown, Refusal>, done: string): Result<string, Refusal> {
  return outcome.ok ? { ok: true, value: done } : outcome;
}

/** As much as a line of a list holds. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 110 ? `${line.slice(0, 109)}…` : line;
}
