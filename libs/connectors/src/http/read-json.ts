import type { z } from 'zod';
import { done, failed, type Outcome } from '../contract/outcome.js';
import type { HttpAnswer } from './http-client.js';

/** The answer's body as JSON of the expected shape; an HTML error page or half a body is `bad-answer`. */
export function readJson<Value>(answer: HttpAnswer, shape: z.ZodType<Value>): Outcome<Value> {
  const { host } = new URL(answer.url);
  let parsed: unknown;
  try {
    parsed = JSON.parse(answer.body.toString('utf8'));
  } catch {
    return failed('bad-answer', `${host} answered HTTP ${answer.status} with something else than JSON.`);
  }
  const read = shape.safeParse(parsed);
  if (read.success) return done(read.data);
  const [issue] = read.error.issues;
  return failed(
    'bad-answer',
    `${host} answered HTTP ${answer.status} with an unexpected "${issue?.path.join('.') ?? ''}".`,
  );
}
