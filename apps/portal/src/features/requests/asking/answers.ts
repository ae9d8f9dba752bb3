import type { FormState } from '@ronron/web-ui';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { longText, optionalText, requiredText } from '../../../platform/forms/form-fields.js';
import type { RequestQuestion } from '../../catalogue/request-question.js';

/** By the name of the question; as typed. */
export type Answers = Record<string, string>;

const LONGEST_LINE = 200;
const LONGEST_TEXT = 4000;

/** The form's field of a question: prefixed, so that no question can take the name of a field of ours. */
export function fieldOf(question: Pick<RequestQuestion, 'name'>): string {
  return `q-${question.name}`;
}

/** The schema of the fields of these questions. What is not asked is dropped, optional answers left out are empty. */
export function answersSchema(questions: readonly RequestQuestion[]): z.ZodType<Answers> {
  return z
    .object(Object.fromEntries(questions.map((question) => [fieldOf(question), answerSchema(question)])))
    .transform((fields) =>
      Object.fromEntries(questions.map((question) => [question.name, fields[fieldOf(question)] as string])),
    );
}

function answerSchema(question: RequestQuestion): z.ZodType<string> {
  const line = question.required
    ? requiredText('requests:errors.answers.missing', LONGEST_LINE)
    : optionalText(LONGEST_LINE);
  switch (question.kind) {
    case 'short-text':
      return line;
    case 'long-text':
      return longText(LONGEST_TEXT, question.required ? 'requests:errors.answers.missing' : undefined);
    case 'number':
      return line.superRefine((text, context) => {
        const number = text === '' ? null : numberOf(text);
        const complain = (key: string, params: Record<string, number> = {}): void =>
          context.addIssue({ code: 'custom', message: `requests:errors.answers.${key}`, params });
        if (number === null) return;
        if (Number.isNaN(number)) complain('number');
        else if (question.min !== undefined && number < question.min) complain('tooSmall', { min: question.min });
        else if (question.max !== undefined && number > question.max) complain('tooBig', { max: question.max });
      });
    case 'date':
      return line.refine((text) => text === '' || isDay(text), { error: 'requests:errors.answers.date' });
    case 'choice':
      return line.refine((text) => text === '' || (question.options ?? []).includes(text), {
        error: 'requests:errors.answers.choice',
      });
    case 'yes-no':
      return line.refine((text) => text === '' || text === 'yes' || text === 'no', {
        error: 'requests:errors.answers.choice',
      });
  }
}

/** French people write decimals with a comma. */
function numberOf(text: string): number {
  return /^-?\d{1,12}([.,]\d{1,6})?$/.test(text) ? Number(text.replace(',', '.')) : NaN;
}

/** A day of the calendar, as `<input type="date">` sends it. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** What a draft keeps of a submitted body: whatever was typed, right or wrong, so that nothing is typed twice. */
export function draftAnswers(questions: readonly RequestQuestion[], body: unknown): Answers {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const answers: Answers = {};
  for (const question of questions) {
    const typed = [fields[fieldOf(question)]].flat().find((value) => typeof value === 'string');

    if (typed !== undefined) answers[question.name] = typed.replace(/[\u0000\ufffd]/g, '').slice(0, LONGEST_TEXT);
  }
  return answers;
}

/** The fields of a form that begins with these answers. */
export function fieldsOf(questions: readonly RequestQuestion[], answers: Answers): FormState['values'] {
  return Object.fromEntries(questions.map((question) => [fieldOf(question), answers[question.name] ?? '']));
}

/** Names one state of a form: a page drawn from another one was answered to other questions. */
export function formDigest(questions: readonly RequestQuestion[]): string {
  const asked = questions.map(({ name, kind, label, hint, required, options, min, max }) => [
    name,
    kind,
    label,
    hint ?? '',
    required,
    options ?? [],
    min ?? null,
    max ?? null,
  ]);
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex').slice(0, 16);
}

/** One answer as a page shows it. */
export interface ShownAnswer {
  readonly label: string;
  readonly kind: RequestQuestion['kind'];
  readonly value: string;
  /** For a day: the date that the page words. */
  readonly day: Date | null;
}

/** The answers beside the questions as they were asked. */
export function shownAnswers(asked: readonly unknown[], answers: Answers): ShownAnswer[] {
  return (asked as readonly RequestQuestion[]).map((question) => {
    const value = answers[question.name] ?? '';
    return {
      label: question.label,
      kind: question.kind,
      value,
      day: question.kind === 'date' && isDay(value) ? new Date(`${value}T12:00:00Z`) : null,
    };
  });
}
