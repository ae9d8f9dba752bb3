import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { Result } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply } from 'fastify';
import { emptyForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { EditorPages } from '../editing/editor-pages.service.js';
import { submit } from '../editing/submit.js';
import { CommitmentEdits } from '../promises/commitment-edits.service.js';
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
  async index(@Query('etat') asked: unknown, @CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { request } = reply;
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
  async show(@Param('id') id: string, @CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.draw(actor, reply, id);
  }

  @Post(':id/publication')
  async publish(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const done = await submit(questionVersionForm, body, ({ version }) => this.moderation.publish(actor, id, version));
    await this.answerTo(actor, reply, id, 'moderation', done, 'published');
  }

  @Post(':id/renvoi')
  async sendBack(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const done = await submit(questionReasonForm, body, (value) => this.moderation.sendBack(actor, id, value));
    await this.answerTo(actor, reply, id, 'sendBack', done, 'sentBack');
  }

  @Post(':id/fusion')
  async merge(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const done = await submit(mergeForm, body, (value) => this.moderation.merge(actor, id, value));
    await this.answerTo(actor, reply, id, 'merge', done, 'merged');
  }

  @Post(':id/masquage')
  async hide(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const done = await submit(hideForm, body, (value) => this.moderation.hide(actor, id, value));
    await this.answerTo(actor, reply, id, 'hide', done, 'hidden');
  }

  @Post(':id/reponse')
  async answer(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const done = await submit(answerForm, body, (value) => this.answers.answer(actor, id, value));
    const waits = done.ok && done.value === 'waiting';
    await this.answerTo(actor, reply, id, 'answer', done, waits ? 'proposed' : 'answered');
  }

  @Post(':id/correction')
  async correct(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const done = await submit(answerCorrectionForm, body, (value) => this.answers.correct(actor, id, value));
    await this.answerTo(actor, reply, id, 'correction', done, 'corrected');
  }

  /** Leads back to the question, or draws it with the form that was refused. @param key the text that says what was done */
  private async answerTo(
    actor: Actor,
    reply: FastifyReply,
    id: string,
    name: FormName,
    done: Result<unknown, FormState>,
    key: string,
  ): Promise<void> {
    if (!done.ok) return this.draw(actor, reply, id, { [name]: done.error });
    await this.pages.goTo(reply.request, reply, `/editeur/questions/${id}`, {
      kind: 'success',
      key: `commitments:questions.done.${key}`,
    });
  }

  private async draw(
    actor: Actor,
    reply: FastifyReply,
    id: string,
    refused: Partial<Record<FormName, FormState>> = {},
  ): Promise<void> {
    const { question, shown, commitment, proposer } = await this.desk.find(actor, id);
    const own = commitment.accountableAccountId === actor.accountId;
    const asksAgreement = !own && (await this.edits.needsAgreement(commitment.communeId));
    const [failed] = Object.values(refused);
    await this.editorPages.show(actor, reply.request, reply, {
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

/** As much as a line of a list holds. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 110 ? `${line.slice(0, 109)}…` : line;
}
