import { z } from 'zod';
import { longText, optionalText, requiredText, tickedAmong } from '../../../platform/forms/form-fields.js';
import { moment } from '../sessions/session.form.js';
import { gatheringKinds, placeFeatures } from './gathering.entity.js';

/** So many that a hall holds them; beyond it a zero was typed too much. */
const MOST_PLACES = 10_000;

const said = {
  kind: z.enum(gatheringKinds, { error: 'gatherings:errors.kind' }),
  title: requiredText('gatherings:errors.title', 120),
  words: longText(20_000, 'gatherings:errors.words'),
  series: optionalText(120),
  freeSoftware: requiredText('gatherings:errors.freeSoftware', 500),
  otherSoftware: optionalText(500),
  trainers: optionalText(300),
  roomPlaces: places(),
  placeName: optionalText(200),
  placeAddress: optionalText(300),
  placeFeatures: tickedAmong(placeFeatures),
  placeNotes: longText(3000),
  onlinePlaces: places(),
  roomServiceId: optionalText(36),
  namesReason: optionalText(500),
  measures: z
    .union([z.string().transform((id) => [id]), z.array(z.string())])
    .default([])
    .pipe(z.array(z.uuid('ui:errors.choice')).max(50, 'ui:errors.choice')),
};

export const gatheringForm = z.object({
  ...said,
  /** The version of the row that the form was drawn from. */
  version: z
    .string({ error: 'ui:errors.invalid' })
    .regex(/^\d{1,9}$/, 'ui:errors.invalid')
    .transform(Number),
});
export type GatheringChange = z.output<typeof gatheringForm>;

export const newGatheringForm = z.object({
  /** `commune:<id>` or `structure:<id>`. */
  holder: z.string({ error: 'ui:errors.choice' }),
  /** For whose residents it is, when a structure holds it. */
  communeId: optionalText(36),
  ...said,
  startsAt: moment(),
  endsAt: moment(),
});
export type NewGathering = z.output<typeof newGatheringForm>;

/** What both forms say of a gathering. */
export type SaidOfGathering = Omit<GatheringChange, 'version'>;

export const cancelForm = z.object({ reason: longText(1000, 'gatherings:errors.reason') });

export const minutesForm = z.object({ minutes: longText(50_000) });

/** A number of places, or null when the field is left empty. */
function places(): z.ZodType<number | null> {
  return z
    .string({ error: 'gatherings:errors.places' })
    .default('')
    .transform((text) => text.replace(/\s/g, ''))
    .refine((text) => text === '' || (/^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= MOST_PLACES), {
      error: 'gatherings:errors.places',
    })
    .transform((text) => (text === '' ? null : Number(text)));
}
