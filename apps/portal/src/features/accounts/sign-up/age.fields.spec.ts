import { newAccountFields } from './unconfirmed-accounts.service.js';
import { parentOf } from './age.fields.js';

const REST = { displayName: 'Lou', email: 'Lou@exemple.bzh', commune: '29000', terms: 'on' };

/** Fields with what is said beside them. */
function complaints(values: Record<string, unknown>): Record<string, string> {
  const read = newAccountFields.safeParse({ ...REST, ...values });
  return Object.fromEntries((read.error?.issues ?? []).map(({ path, message }) => [String(path[0]), message]));
}

describe('the age that sign-up asks', () => {
  it('has to be answered, by one of the two', () => {
    for (const age of [undefined, '', '14', ['fifteen-or-more', 'under-fifteen']])
      expect(complaints({ age })).toEqual({ age: 'accounts:errors.ageMissing' });
  });

  it('asks who is 15 or more for no parent, and keeps none whom they named', () => {
    for (const parentEmail of [undefined, '', 'not an address', 'mamm@exemple.bzh']) {
      expect(complaints({ age: 'fifteen-or-more', parentEmail })).toEqual({});
    }
    expect(parentOf({ age: 'fifteen-or-more', parentEmail: 'mamm@exemple.bzh' })).toBeNull();
  });

  it.each([undefined, '', 'mamm', 'mamm@', `${'m'.repeat(300)}@exemple.bzh`])(
    'asks who is younger for the address of a parent: "%s" is none',
    (parentEmail) =>
      expect(complaints({ age: 'under-fifteen', parentEmail })).toEqual({ parentEmail: 'accounts:errors.parentEmail' }),
  );

  it.each(['lou@exemple.bzh', ' LOU@Exemple.bzh ', 'lou+parent@exemple.bzh'])(
    'takes the mailbox of the child for no parent: "%s"',
    (parentEmail) =>
      expect(complaints({ age: 'under-fifteen', parentEmail })).toEqual({ parentEmail: 'accounts:errors.parentSame' }),
  );

  it('takes another address, and says what else is wrong at the same time', () => {
    const answer = { age: 'under-fifteen', parentEmail: ' Mamm@Exemple.bzh' };
    expect(complaints(answer)).toEqual({});
    expect(newAccountFields.parse({ ...REST, ...answer }).parentEmail).toBe('mamm@exemple.bzh');
    expect(complaints({ age: 'under-fifteen', displayName: '' })).toEqual({
      displayName: 'accounts:errors.nameMissing',
      parentEmail: 'accounts:errors.parentEmail',
    });
  });
});
