import { readForm } from '../../../platform/forms/read-form.js';
import type { RequestQuestion } from '../../catalogue/request-question.js';
import { answersSchema, draftAnswers, formDigest, shownAnswers } from './answers.js';

const questions: RequestQuestion[] = [
  { name: 'people', kind: 'number', label: 'Combien ?', required: true, min: 1, max: 500 },
  { name: 'space', kind: 'choice', label: 'Place ?', required: true, options: ['5 Go', '20 Go'] },
  { name: 'purpose', kind: 'long-text', label: 'Pour quoi ?', required: true },
  { name: 'start', kind: 'date', label: 'Quand ?', required: false },
  { name: 'children', kind: 'yes-no', label: 'Des enfants ?', required: false },
  { name: 'nick', kind: 'short-text', label: 'Nom court ?', required: false },
];

const right = { 'q-people': ' 12 ', 'q-space': '5 Go', 'q-purpose': 'Les photos\r\ndu club', 'q-start': '2027-02-28' };

const errorsOf = (changes: Record<string, unknown>): Record<string, string> => {
  const form = readForm(answersSchema(questions), { ...right, ...changes });
  return form.ok ? {} : Object.fromEntries(Object.entries(form.error.errors).map(([name, error]) => [name, error.key]));
};

describe('the answers to a service’s questions', () => {
  it('are read by the name of the question, and only those that were asked', () => {
    const form = readForm(answersSchema(questions), { ...right, 'q-evil': 'x', status: 'approved' });
    expect(form).toEqual({
      ok: true,
      value: {
        people: '12',
        space: '5 Go',
        purpose: 'Les photos\ndu club',
        start: '2027-02-28',
        children: '',
        nick: '',
      },
    });
  });

  it.each([
    ['a number that is none', { 'q-people': 'douze' }, { 'q-people': 'requests:errors.answers.number' }],
    ['a number in another notation', { 'q-people': '1e2' }, { 'q-people': 'requests:errors.answers.number' }],
    ['too few', { 'q-people': '0' }, { 'q-people': 'requests:errors.answers.tooSmall' }],
    ['too many', { 'q-people': '501' }, { 'q-people': 'requests:errors.answers.tooBig' }],
    ['an unknown option', { 'q-space': '1 To' }, { 'q-space': 'requests:errors.answers.choice' }],
    ['a day that does not exist', { 'q-start': '2027-02-30' }, { 'q-start': 'requests:errors.answers.date' }],
    ['something else than yes or no', { 'q-children': 'maybe' }, { 'q-children': 'requests:errors.answers.choice' }],
    ['nothing', { 'q-purpose': '  ' }, { 'q-purpose': 'requests:errors.answers.missing' }],
    ['two texts for one', { 'q-nick': ['a', 'b'] }, { 'q-nick': 'ui:errors.invalid' }],
    ['a text that is too long', { 'q-nick': 'x'.repeat(201) }, { 'q-nick': 'ui:errors.tooLong' }],
    ['a NUL', { 'q-nick': 'a\u0000b' }, { 'q-nick': 'ui:errors.characters' }],
  ])('are refused beside their field: %s', (_, changes, expected) => {
    expect(errorsOf(changes)).toEqual(expected);
  });

  it('say the bound that was passed', () => {
    const form = readForm(answersSchema(questions), { ...right, 'q-people': '9999' });
    expect(form.ok || form.error.errors['q-people']).toMatchObject({ params: { max: 500 } });
  });

  it('are kept in a draft as they were typed, but for what cannot be stored', () => {
    const kept = draftAnswers(questions, {
      'q-people': 'une douzaine',
      'q-purpose': `a\u0000${'b'.repeat(9000)}`,
      'q-nick': ['premier', 'second'],
      'q-space': { evil: true },
      'q-other': 'x',
    });
    expect(kept).toEqual({ people: 'une douzaine', purpose: `a${'b'.repeat(3999)}`, nick: 'premier' });
    expect(draftAnswers(questions, 'not a form')).toEqual({});
  });

  it('are shown beside the questions as they were asked then', () => {
    expect(shownAnswers(questions.slice(0, 1), { people: '3', space: '5 Go' })).toEqual([
      { label: 'Combien ?', kind: 'number', value: '3', day: null },
    ]);
  });

  it('belong to one state of the form', () => {
    expect(formDigest(questions)).toBe(formDigest(structuredClone(questions)));
    expect(formDigest([{ ...questions[0]!, max: 400 }, ...questions.slice(1)])).not.toBe(formDigest(questions));
  });
});
