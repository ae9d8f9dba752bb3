import { Injectable } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import type { Actor } from '../../../platform/security/actor.js';
import { EditorPages } from '../editing/editor-pages.service.js';
import { CommitmentEdits } from '../promises/commitment-edits.service.js';
import { CommitmentPages } from '../public/commitment-page.service.js';
import { UpdateDrafts } from './update-drafts.service.js';
import { evidenceKinds } from './evidence.entity.js';
import { EvidenceKeeper } from './evidence.service.js';

/** Each of the page's forms, when it comes back with errors. */
export interface UpdateForms {
  readonly text?: FormState;
  readonly evidence?: FormState;
  readonly publication?: FormState;
  readonly agreement?: FormState;
  readonly correction?: FormState;
}

/** The editors' pages about one update: its workbench, its preview, its correction. */
@Injectable()
export class UpdateViews {
  constructor(
    private readonly drafts: UpdateDrafts,
    private readonly edits: CommitmentEdits,
    private readonly evidence: EvidenceKeeper,
    private readonly commitments: CommitmentPages,
    private readonly editorPages: EditorPages,
    private readonly pages: Pages,
  ) {}

  async show(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    forms: UpdateForms = {},
  ): Promise<void> {
    const { update, commitment } = await this.drafts.find(actor, id);
    const { happenedOn, title, body, version, state } = update;
    const failed = Object.values(forms).find((form) => form !== undefined);
    const asked = await this.edits.needsAgreement(commitment.communeId);
    const accountable = commitment.accountableAccountId === actor.accountId;
    await this.editorPages.show(actor, request, reply, {
      view: 'update',
      title: { text: title },
      commitmentId: commitment.id,
      form: failed ?? emptyForm(),
      model: {
        update: { ...update },
        evidence: (await this.evidence.of([id])).map((piece) => ({
          ...piece,
          href: piece.url ?? `/editeur/pieces/${piece.id}`,
        })),
        evidenceKinds: evidenceKinds.map((value) => ({ value, labelKey: `commitments:evidenceKinds.${value}` })),
        textForm: forms.text ?? emptyForm({ happenedOn, title, body, version: String(version) }),
        evidenceForm: forms.evidence ?? emptyForm({ kind: 'document', datedOn: happenedOn }),
        agreementForm: forms.agreement ?? emptyForm({ decision: 'agree' }),
        isDraft: state === 'draft',
        isPending: state === 'pending-agreement',
        isPublished: state === 'published',
        mayDecide: state === 'pending-agreement' && accountable,
        asksAgreement: asked && !accountable,
        accountableName: commitment.accountableName,
      },
    });
  }

  /** Exactly the public page, with the update in it. */
  async preview(actor: Actor, request: FastifyRequest, reply: FastifyReply, id: string): Promise<void> {
    const { update } = await this.drafts.find(actor, id);
    const commitment = await this.commitments.withPlace(update.commitmentId);
    const model = await this.commitments.model(commitment, request.locale, { preview: id });
    await this.pages.show(request, reply, 'commitments/public/commitment', model, {
      title: 'commitments:preview.title',
      noIndex: true,
      breadcrumbs: [
        { label: 'commitments:desk.title', href: '/editeur' },
        { label: { text: update.title }, href: `/editeur/nouvelles/${id}` },
      ],
    });
  }

  async correction(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    form?: FormState,
  ): Promise<void> {
    const { update, commitment } = await this.drafts.find(actor, id);
    const { title, body, version } = update;
    await this.editorPages.show(actor, request, reply, {
      view: 'correction',
      title: 'commitments:correctionForm.title',
      commitmentId: commitment.id,
      form: form ?? emptyForm({ title, body, version: String(version) }),
      model: { updateId: id },
    });
  }
}
