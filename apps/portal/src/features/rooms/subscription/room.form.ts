import type { FieldError, FormState } from '@ronron/web-ui';
import { z } from 'zod';
import { requiredText, tickBox } from '../../../platform/forms/form-fields.js';
import { localFieldValue, momentOf } from '../../../platform/i18n/local-time.js';
import type { MeetingRoom } from '../meeting-room.entity.js';
import type { RoomWish } from '../meeting-rooms.service.js';

const moment = z
  .string({ error: 'rooms:errors.moment' })
  .default('')
  .transform((text, context) => {
    if (text.trim() === '') return null;
    const at = text.length > 40 ? null : momentOf(text);
    if (at === null) context.addIssue({ code: 'custom', message: 'rooms:errors.moment' });
    return at ?? z.NEVER;
  });

/** A room's name, its hours as the clock on the wall shows them, and whether guests wait for somebody to let them in. */
export const roomForm = z
  .object({
    name: requiredText('rooms:errors.name', 80),
    opensAt: moment,
    closesAt: moment,
    lobby: tickBox(),
  })
  .refine(({ opensAt, closesAt }) => opensAt === null || closesAt === null || closesAt > opensAt, {
    path: ['closesAt'],
    message: 'rooms:errors.endBeforeBeginning',
  });

/** What only the clock tells of a form that reads well: beside which field, or null. */
export function endInThePast({ closesAt }: RoomWish, now: Date): { closesAt: FieldError } | null {
  return closesAt !== null && closesAt <= now ? { closesAt: { key: 'rooms:errors.past' } } : null;
}

export function roomValues({ name, opensAt, closesAt, lobby }: MeetingRoom): FormState['values'] {
  const values = { name, opensAt: localFieldValue(opensAt), closesAt: localFieldValue(closesAt) };
  return lobby ? { ...values, lobby: 'on' } : values;
}
