import { z } from 'zod';
import {
  emailAddress,
  longText,
  optionalText,
  requiredText,
  tickBox,
  webAddress,
} from '../../../platform/forms/form-fields.js';
import { structureKinds } from '../structure.entity.js';

const orNull = (text: string): string | null => (text === '' ? null : text);

/** What administrators set of a structure. */
export const structureForm = z.object({
  name: requiredText('territories:errors.nameMissing', 100),
  kind: z.enum(structureKinds, { error: 'territories:errors.kindMissing' }),
  description: longText(10_000),
  website: webAddress().transform(orNull),
  email: emailAddress(),
  phone: optionalText(30).transform(orNull),
  address: optionalText(300),
  communeId: z.union([z.literal('').transform(() => null), z.uuid()], { error: 'ui:errors.choice' }),
  active: tickBox(),
});
