import type { RightsRequest } from './rights-request.entity.js';

/** RGPD article 12.3: an answer within one month of receipt, extended by two months where the request is complex. */
export const MONTHS_TO_ANSWER = 1;
export const MONTHS_OF_EXTENSION = 2;

/**
 * The same day `months` later, or the last day of a month that has no such day (regulation 1182/71, article 3.2.c), at the
 * same time of day.
 */
export function monthsAfter(from: Date, months: number): Date {
  const due = new Date(from);
  const day = due.getUTCDate();
  due.setUTCDate(1);
  due.setUTCMonth(due.getUTCMonth() + months);
  const last = new Date(Date.UTC(due.getUTCFullYear(), due.getUTCMonth() + 1, 0)).getUTCDate();
  due.setUTCDate(Math.min(day, last));
  return due;
}

/** What becomes of a request, in words that badges know: an open one waits for us. */
export type Standing = 'waiting' | 'late' | 'accepted' | 'refused';

export function standingOf({ status, dueAt }: Pick<RightsRequest, 'status' | 'dueAt'>, now: Date): Standing {
  if (status !== 'open') return status;
  return dueAt < now ? 'late' : 'waiting';
}

/** Until when an answer is due. */
export function dueDate(receivedAt: Date, extended: boolean): Date {
  return monthsAfter(receivedAt, MONTHS_TO_ANSWER + (extended ? MONTHS_OF_EXTENSION : 0));
}
