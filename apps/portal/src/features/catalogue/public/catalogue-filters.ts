import { audiences, needs, type Audience, type Need } from '../service.entity.js';

/** How addresses name needs and audiences: in French, like the addresses. */
const NEED_SLUGS: Readonly<Record<Need, string>> = {
  write: 'ecrire',
  store: 'ranger',
  meet: 'se-reunir',
  organise: 's-organiser',
  communicate: 'communiquer',
  publish: 'publier',
  share: 'partager',
};
const AUDIENCE_SLUGS: Readonly<Record<Audience, string>> = { residents: 'habitants', organisations: 'organisations' };

export interface CatalogueFilters {
  readonly q: string;
  readonly need: Need | null;
  /** Slug of a structure. */
  readonly structure: string | null;
  readonly audience: Audience | null;
}

export const needSlug = (need: Need): string => NEED_SLUGS[need];
export const audienceSlug = (audience: Audience): string => AUDIENCE_SLUGS[audience];

/** Reads the query string; what it does not know is as if it were not there. */
export function readCatalogueFilters(query: Readonly<Record<string, unknown>>): CatalogueFilters {
  const need = oneText(query['besoin']);
  const audience = oneText(query['public']);
  const structure = oneText(query['structure']);
  return {
    q: oneText(query['q']).slice(0, 200),
    need: needs.find((one) => NEED_SLUGS[one] === need) ?? null,
    structure: /^[a-z0-9-]{1,100}$/.test(structure) ? structure : null,
    audience: audiences.find((one) => AUDIENCE_SLUGS[one] === audience) ?? null,
  };
}

/** The catalogue's address with these filters. */
export function cataloguePath(filters: Partial<CatalogueFilters>): string {
  const query = new URLSearchParams();
  if (filters.q) query.set('q', filters.q);
  if (filters.need) query.set('besoin', NEED_SLUGS[filters.need]);
  if (filters.structure) query.set('structure', filters.structure);
  if (filters.audience) query.set('public', AUDIENCE_SLUGS[filters.audience]);
  return query.size === 0 ? '/services' : `/services?${query.toString()}`;
}

/** A parameter that came twice counts once; signs that no text holds go. */
function oneText(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  // NUL and its like come only from robots.
  return typeof first === 'string' ? first.replace(/[\u0000-\u001f\ufffd]/g, ' ').trim() : '';
}
