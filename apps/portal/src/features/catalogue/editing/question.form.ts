import { z } from 'zod';
import { longText, optionalText, requiredText, tickBox } from '../../../platform/forms/form-fields.js';
import type { RequestQuestion } from '../request-question.js';

export const questionKinds = ['short-text', 'long-text', 'number', 'date', 'choice', 'yes-no'] as const;

const bound = optionalText(10).refine((text) => /^(|-?\d{1,9})$/.test(text), { error: 'catalogue:errors.wholeNumber' });

/** One question as operators write it. */
export const questionForm = z
  .object({
    name: optionalText(60),
    kind: z.enum(questionKinds, { error: 'catalogue:errors.kindMissing' }),
    label: requiredText('catalogue:errors.labelMissing', 200),
    hint: optionalText(300),
    required: tickBox(),
    options: longText(4000),
    min: bound,
    max: bound,
  })
  .superRefine((form, context) => {
    const wrong = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message, input: form });
    const options = linesOf(form.options);
    if (form.kind === 'choice' && options.length < 2) wrong('options', 'catalogue:errors.optionsMissing');
    if (options.length > 50 || options.some((option) => option.length > 200)) {
      wrong('options', 'catalogue:errors.optionsTooMany');
    }
    if (form.kind === 'number' && form.min !== '' && form.max !== '' && Number(form.min) > Number(form.max)) {
      wrong('max', 'catalogue:errors.bounds');
    }
  });

export type QuestionFormValues = z.output<typeof questionForm>;

function linesOf(text: string): string[] {
  return [
    ...new Set(
      text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    ),
  ];
}

/** Only what its kind uses is kept. */
export function questionOf(form: QuestionFormValues): Omit<RequestQuestion, 'name'> {
  return {
    kind: form.kind,
    label: form.label,
    ...(form.hint === '' ? {} : { hint: form.hint }),
    required: form.required,
    ...(form.kind === 'choice' ? { options: linesOf(form.options) } : {}),
    ...(form.kind === 'number' && form.min !== '' ? { min: Number(form.min) } : {}),
    ...(form.kind === 'number' && form.max !== '' ? { max: Number(form.max) } : {}),
  };
}
