import fc from 'fast-check';
import { audiences, needs } from '../service.entity.js';
import { cataloguePath, readCatalogueFilters } from './catalogue-filters.js';

const queryOf = (path: string): Record<string, string> => Object.fromEntries(new URL(path, 'http://here').searchParams);

describe('the filters of the catalogue', () => {
  it('stand in the address whole', () => {
    for (const need of needs) {
      for (const audience of audiences) {
        const filters = { q: 'été à 2 & plus', need, structure: 'linux-quimper', audience };
        expect(readCatalogueFilters(queryOf(cataloguePath(filters)))).toEqual(filters);
      }
    }
    expect(cataloguePath({})).toBe('/services');
  });

  it('are as if absent when nobody could have meant them', () => {
    const nothing = { q: '', need: null, structure: null, audience: null };
    expect(readCatalogueFilters({ besoin: 'toString', public: ['x'], structure: '../admin' })).toEqual(nothing);
  });

  it('take whatever an address holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('q', 'besoin', 'public', 'structure'), fc.anything()), (query) => {
        const filters = readCatalogueFilters(query);
        expect(filters.q.length).toBeLessThanOrEqual(200);
        expect(filters.q).not.toContain('\0');
      }),
    );
  });
});
