import { Injectable } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm } from '../../../platform/forms/read-form.js';
import type { Actor } from '../../../platform/security/actor.js';
import { EditorPages } from '../editing/editor-pages.service.js';
import { actionStates } from './commitment-action.entity.js';
import { CommitmentActions } from './commitment-actions.service.js';
import { Milestones } from './milestones.service.js';

/** The editors' pages about one action: its text and its milestones. */
@Injectable()
export class ActionPages {
  constructor(
    private readonly actions: CommitmentActions,
    private readonly milestones: Milestones,
    private readonly editorPages: EditorPages,
  ) {}

  async new(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    commitmentId: string,
    form = emptyForm({ state: 'planned' }),
  ): Promise<void> {
    const title = 'commitments:actionForm.new';
    const model = { states, actionId: null };
    await this.editorPages.show(actor, request, reply, { view: 'action', title, commitmentId, form, model });
  }

  /** `forms`: those of the page that come back with errors. */
  async edit(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    forms: { text?: FormState; milestone?: FormState } = {},
  ): Promise<void> {
    const { commitmentId, title, state, startsOn, dueOn, doneOn, version } = await this.actions.find(actor, id);
    const text = {
      title,
      state,
      startsOn: startsOn ?? '',
      dueOn: dueOn ?? '',
      doneOn: doneOn ?? '',
      version: String(version),
    };
    const milestones = await this.milestones.of([id]);
    await this.editorPages.show(actor, request, reply, {
      view: 'action',
      title: 'commitments:actionForm.edit',
      commitmentId,
      form: forms.text ?? forms.milestone ?? emptyForm(text),
      model: {
        states,
        actionId: id,
        textForm: forms.text ?? emptyForm(text),
        milestoneForm: forms.milestone ?? emptyForm(),
        milestones: milestones.map((milestone) => ({ ...milestone })),
      },
    });
  }
}

const states = actionStates.map((value) => ({ value, labelKey: `commitments:actionStates.${value}` }));
