import { IsNull, Not, type EntityManager } from 'typeorm';
import type { Locale } from '../../../../platform/i18n/locales.js';
import { Commune } from '../../../territories/commune.entity.js';
import { inLocale } from '../../frameworks/text-by-locale.js';
import { Commitment } from '../../promises/commitment.entity.js';
import type { Follow } from './follow.entity.js';

/** What can be followed: a commune, or one of its published commitments. */
export interface FollowTarget {
  readonly commune: Commune;
  /** With its measure; null for all of the commune. */
  readonly commitment: Commitment | null;
}

/** By the names in an address. Null when there is nothing that the public sees. */
export async function findTarget(
  manager: EntityManager,
  communeSlug: string,
  measureKey?: string,
): Promise<FollowTarget | null> {
  if (![communeSlug, measureKey ?? 'none'].every((text) => /^[a-z0-9-]{1,120}$/.test(text))) return null;
  const commune = await manager.findOneBy(Commune, { slug: communeSlug });
  if (commune === null || measureKey === undefined) return commune === null ? null : { commune, commitment: null };
  const commitment = await manager.findOne(Commitment, {
    where: { communeId: commune.id, measure: { key: measureKey }, publishedAt: Not(IsNull()) },
    relations: { measure: true },
  });
  return commitment === null ? null : { commune, commitment };
}

/** Of a follow that was read with what it follows. */
export function targetOf({ commune, commitment }: Follow): FollowTarget {
  return { commune: commune ?? commitment!.commune!, commitment: commitment ?? null };
}

/** The relations that `targetOf` needs. */
export const WITH_TARGET = { account: true, commune: true, commitment: { commune: true, measure: true } } as const;

/** The path of the page that is followed. */
export function pathOf({ commune, commitment }: FollowTarget): string {
  const path = `/engagements/${commune.slug}`;
  return commitment === null ? path : `${path}/${commitment.measure!.key}`;
}

/** Locale key and parameters of how the thing followed is called in a sentence. */
export function nameOf(
  { commune, commitment }: FollowTarget,
  locale: Locale,
): { key: string; params: Record<string, string> } {
  return commitment === null
    ? { key: 'commitments:following.wholeCommune', params: { commune: commune.name } }
    : {
        key: 'commitments:following.oneCommitment',
        params: { commune: commune.name, measure: inLocale(commitment.measure!.title, locale) },
      };
}
