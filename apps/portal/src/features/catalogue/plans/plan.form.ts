import { z } from 'zod';
import { optionalText, requiredText, tickBox, webAddress } from '../../../platform/forms/form-fields.js';
import { optionalNumber } from '../editing/optional-number.js';
import { planPrices } from './plan.entity.js';

/** One plan as operators write it. */
export const planForm = z
  .object({
    plan: optionalText(40),
    name: requiredText('catalogue:errors.planNameMissing', 60),
    summary: optionalText(200),
    quotaGigabytes: optionalNumber(100_000),
    mostMembers: optionalNumber(100_000),
    price: z.enum(planPrices, { error: 'catalogue:errors.priceMissing' }),
    contributionNote: optionalText(300),
    contributionUrl: webAddress().transform((url) => (url === '' ? null : url)),
    mostRooms: optionalNumber(10_000),
    roomPeople: optionalNumber(10_000),
    recording: tickBox(),
    livestreaming: tickBox(),
    transcription: tickBox(),
    isDefault: tickBox(),
  })
  .superRefine((form, context) => {
    if (form.price === 'contribution' && form.contributionNote === '' && form.contributionUrl === null) {
      context.addIssue({
        code: 'custom',
        path: ['contributionNote'],
        message: 'catalogue:errors.contributionMissing',
        input: form,
      });
    }
  });

export type PlanFormValues = z.output<typeof planForm>;
