import fc from 'fast-check';
import { searchScore, searchTerms } from './text-search.js';

const score = (query: string, ...texts: string[]): number =>
  searchScore(
    searchTerms(query),
    texts.map((text) => ({ text, weight: 1 })),
  );

describe('the search of the catalogue', () => {
  it.each([
    ['reunion', 'Se réunir, faire une Réunion'],
    ['RÉUNIONS', 'une reunion à distance'],
    ['tableaux', 'Un tableau partagé'],
    ['tableau', 'Des tableaux partagés'],
    ['journaux', 'le journal du quartier'],
    ['ecrire a plusieurs', 'Écrire un texte à plusieurs'],
    ['sondge', 'Les sondages de Linux Quimper'],
    ['sodnages', 'Les sondages de Linux Quimper'],
    ['coeur', 'Au cœur de Quimper'],
    ['visio', 'Les visios de Cornouaille'],
    ['l’agenda', 'Vos agendas'],
  ])('finds by "%s": %s', (query, text) => {
    expect(score(query, text)).toBeGreaterThan(0);
  });

  it('wants every word that tells something', () => {
    expect(score('pad quimper', 'Les pads de Linux Quimper')).toBeGreaterThan(0);
    expect(score('pad brest', 'Les pads de Linux Quimper')).toBe(0);
  });

  it('does not take a short word for another', () => {
    expect(score('pad', 'Des mots')).toBe(0);
    expect(score('bac', 'sac')).toBe(0);
  });

  it('puts a hit in the name above one in the description', () => {
    const terms = searchTerms('pads');
    expect(searchScore(terms, [{ text: 'Les pads', weight: 4 }])).toBeGreaterThan(
      searchScore(terms, [{ text: 'comme un pad', weight: 1 }]),
    );
  });

  it('takes whatever people type', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (query, text) => {
        expect(score(query, text)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
