import { z } from 'zod';
import { longText, optionalText, requiredText } from '../../../platform/forms/form-fields.js';
import { optionalNumber, requiredDay, requiredNumber } from '../form-days.js';

export const indicatorForm = z.object({
  name: requiredText('commitments:errors.indicatorName'),
  unit: requiredText('commitments:errors.unit', 40),
  base: optionalNumber(),
  target: optionalNumber(),
  source: longText(1000, 'commitments:errors.source'),
});
export type IndicatorText = z.output<typeof indicatorForm>;

export const liveIndicatorForm = z.object({
  source: z.string({ error: 'ui:errors.choice' }).min(1, 'ui:errors.choice').max(60, 'ui:errors.choice'),
});

export const valueForm = z.object({ day: requiredDay(), value: requiredNumber(), note: optionalText(300) });
export type NewValue = z.output<typeof valueForm>;
