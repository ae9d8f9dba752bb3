import { z } from 'zod';
import { longText } from '../../platform/forms/form-fields.js';
import { reconciliationModes } from './runs/reconciliation-setting.entity.js';

export const modeForm = z.object({ mode: z.enum(reconciliationModes, { error: 'ui:errors.choice' }) });

export const knownForm = z.object({ reason: longText(500, 'reconciliation:errors.reason') });

export const endForm = z.object({
  sure: z.string({ error: 'reconciliation:errors.sure' }).min(1, 'reconciliation:errors.sure'),
});
