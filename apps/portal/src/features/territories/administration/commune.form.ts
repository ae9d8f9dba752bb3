import { z } from 'zod';
import { longText, optionalText, requiredText, tickBox } from '../../../platform/forms/form-fields.js';

/** What administrators set of a commune. */
export const communeForm = z.object({
  name: requiredText('territories:errors.nameMissing', 100),
  served: tickBox(),
  notServedMessage: longText(1000),
  colour: optionalText(7)
    .refine((text) => text === '' || /^#[0-9a-f]{6}$/i.test(text), { error: 'territories:errors.colour' })
    .transform((text) => (text === '' ? null : text.toLowerCase())),
  principal: tickBox(),
  removeLogo: tickBox(),
});
