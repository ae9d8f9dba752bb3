import { Injectable } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { formWithError } from '../../../platform/forms/read-form.js';
import { Pages, type Wording } from '../../../platform/pages/pages.js';
import { inLocale } from '../frameworks/text-by-locale.js';
import type { Refusal } from '../promises/commitment-edits.service.js';
import { CommitmentScope } from '../promises/commitment-scope.service.js';
import { CommitmentPages } from '../public/commitment-page.service.js';
import type { Actor } from '../../../platform/security/actor.js';

/** One page about one commitment, with the way back to it. */
export interface EditorPage {
  /** Name of the view under `commitments/edit`. */
  readonly view: string;
  readonly title: Wording;
  readonly commitmentId: string;
  readonly form: FormState;
  readonly model?: object;
}

/** Draws the editors' pages alike: every form knows its commitment and its breadcrumbs. */
@Injectable()
export class EditorPages {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly commitments: CommitmentPages,
    private readonly pages: Pages,
  ) {}

  /**
   * With 422 when the form has errors.
   * @throws AppError `not-found` for a commitment of another commune
   */
  async show(actor: Actor, request: FastifyRequest, reply: FastifyReply, page: EditorPage): Promise<void> {
    await this.scope.commitment(this.database.manager, actor, page.commitmentId);
    const commitment = await this.commitments.withPlace(page.commitmentId);
    const { id, publishedAt, version, status, deadline } = commitment;
    const measureTitle = inLocale(commitment.measure!.title, request.locale);
    const place = {
      id,
      version,
      status,
      deadline,
      published: publishedAt !== null,
      measureTitle,
      measureKey: commitment.measure!.key,
      communeName: commitment.commune!.name,
      communeSlug: commitment.commune!.slug,
    };
    const isWorkbench = page.view === 'commitment';
    const draw = Object.keys(page.form.errors).length > 0 ? 'showErrors' : 'show';
    await this.pages[draw](
      request,
      reply,
      `commitments/edit/${page.view}`,
      { place, heading: this.pages.text(request, page.title), form: page.form, ...page.model },
      {
        title: page.title,
        noIndex: true,
        breadcrumbs: [
          { label: 'commitments:desk.title', href: '/editeur' },
          ...(isWorkbench ? [] : [{ label: { text: measureTitle }, href: `/editeur/engagements/${id}` }]),
        ],
      },
    );
  }
}

/** The form again, with what the use case refused beside its field. */
export function refusedForm(body: unknown, { field, key }: Refusal): FormState {
  return formWithError(body, field, { key });
}
