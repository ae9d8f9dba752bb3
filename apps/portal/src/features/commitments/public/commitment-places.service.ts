import { Injectable } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { Locale } from '../../../platform/i18n/locales.js';
import type { PageOptions } from '../../../platform/pages/pages.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { inLocale } from '../frameworks/text-by-locale.js';
import type { Commitment } from '../promises/commitment.entity.js';
import { CommitmentPages } from './commitment-page.service.js';

/** Where on the site a published commitment is, for the pages below it. */
export interface CommitmentPlace {
  readonly id: string;
  readonly commitment: Commitment;
  readonly communeName: string;
  readonly communeSlug: string;
  readonly measureKey: string;
  readonly measureTitle: string;
  readonly path: string;
  readonly breadcrumbs: NonNullable<PageOptions['breadcrumbs']>;
}

@Injectable()
export class CommitmentPlaces {
  constructor(private readonly commitments: CommitmentPages) {}

  /** @throws AppError `not-found` unless it is published */
  async find(communeSlug: string, measureKey: string, locale: Locale): Promise<CommitmentPlace> {
    const known = [communeSlug, measureKey].every((part) => /^[a-z0-9-]{1,120}$/.test(part));
    const commitment = known ? await this.commitments.find(communeSlug, measureKey) : null;
    if (commitment === null) throw new AppError(NOT_FOUND);
    return this.of(commitment, locale);
  }

  /** @param commitment with its commune and measure */
  of(commitment: Commitment, locale: Locale): CommitmentPlace {
    const { name, slug } = commitment.commune!;
    const measureTitle = inLocale(commitment.measure!.title, locale);
    const path = `/engagements/${slug}/${commitment.measure!.key}`;
    return {
      id: commitment.id,
      commitment,
      communeName: name,
      communeSlug: slug,
      measureKey: commitment.measure!.key,
      measureTitle,
      path,
      breadcrumbs: [
        { label: 'commitments:public.title', href: '/engagements' },
        { label: { text: name }, href: `/engagements/${slug}` },
        { label: { text: measureTitle }, href: path },
      ],
    };
  }
}
