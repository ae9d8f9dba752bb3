import { defaultBodies } from './default-texts.js';
import { fillPlaceholders, openSpots, unknownPlaceholders, type LegalFacts } from './legal-placeholders.js';
import { legalKinds } from './legal-text.entity.js';

const facts: LegalFacts = {
  commune: 'Quimper',
  communes: ['Quimper', 'Ergué-Gabéric'],
  structures: [{ name: 'Linux Quimper', address: '12 rue d’Essai', phone: '02 98 00 00 00', email: 'a@b.example' }],
  publicUrl: 'https://portail.example',
  date: '24 novembre 2026',
};

describe('the placeholders of legal texts', () => {
  it('become what the portal knows', () => {
    expect(fillPlaceholders('{{commune}} ({{communes}}), le {{date}}\n{{structures}}', facts)).toBe(
      'Quimper (Quimper, Ergué-Gabéric), le 24 novembre 2026\n- **Linux Quimper**, 12 rue d’Essai, 02 98 00 00 00, a@b.example',
    );
  });

  it('take names for names: none of them writes Markdown or another placeholder', () => {
    const hostile = { ...facts, commune: '[x](javascript:1) {{date}}\n# Titre' };
    const filled = fillPlaceholders('{{commune}}', hostile);
    expect(filled).toBe('\\[x\\]\\(javascript:1\\) \\{\\{date\\}\\} \\# Titre');
  });

  it('that nobody fills are named, inherited ones too', () => {
    expect(unknownPlaceholders('{{commune}} {{ville}} {{ville}} {{constructor}}')).toEqual(['ville', 'constructor']);
  });

  it('leave what only the commune knows to be completed', () => {
    expect(openSpots('Tél. : [à compléter : téléphone], [un lien](x)')).toEqual(['téléphone']);
  });

  it.each(legalKinds)('are all known in our own text: %s', (kind) => {
    const bodies = Object.values(defaultBodies(kind));
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies) expect(unknownPlaceholders(body)).toEqual([]);
  });
});
