import { displayName } from './display-name.field.js';

const accepts = (name: string): boolean => displayName().safeParse(name).success;

describe('the name to show', () => {
  it.each(['Maïwenn Le Goff', 'J. Dupont', 'J.Dupont', 'Les amis du Steir', 'M. et Mme Le Bihan', '李小龙', 'Anne <3'])(
    'may be "%s"',
    (name) => expect(accepts(name)).toBe(true),
  );

  it.each([
    '',
    '   ',
    'Gagnez ici : https://evil.example',
    'www.evil',
    'gagnez.evil-site.com',
    'x@evil.example',
    'x'.repeat(81),
  ])('may not be "%s"', (name) => expect(accepts(name)).toBe(false));

  // Matched against what looks like a link, this took more than a minute, during which nobody was served.
  it('may not be as long as a form can hold, and is refused for it before anything else', () => {
    const { error } = displayName().safeParse('x'.repeat(240_000));
    expect(error!.issues.map(({ message }) => message)).toEqual(['ui:errors.tooLong']);
  });
});
