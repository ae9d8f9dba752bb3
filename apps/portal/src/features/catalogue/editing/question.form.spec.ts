import { questionForm, questionOf } from './question.form.js';

const typed = { label: 'Combien ?', kind: 'number', min: '1', max: '10', options: 'a\nb' };

describe('a question as operators write it', () => {
  it('keeps only what its kind uses', () => {
    expect(questionOf(questionForm.parse(typed))).toEqual({
      kind: 'number',
      label: 'Combien ?',
      required: false,
      min: 1,
      max: 10,
    });
    expect(questionOf(questionForm.parse({ ...typed, kind: 'date', required: 'yes', hint: 'Un jour' }))).toEqual({
      kind: 'date',
      label: 'Combien ?',
      hint: 'Un jour',
      required: true,
    });
  });

  it.each([
    ['a choice of one', { kind: 'choice', options: 'a\n a \n' }],
    ['bounds the wrong way round', { min: '10', max: '1' }],
    ['a bound that is no number', { min: '1e3' }],
    ['an unknown kind', { kind: 'file' }],
    ['no words', { label: '  ' }],
  ])('is refused with %s', (_, values) => {
    expect(questionForm.safeParse({ ...typed, ...values }).success).toBe(false);
  });
});
