import { z } from 'zod';
import { requiredText } from '../../../platform/forms/form-fields.js';

/** A new document; what its tool can hold of the name, the tool says. */
export const padForm = z.object({ name: requiredText('subscriptions:pads.nameMissing', 50) });

/** Which document is opened: its name as the list gave it. */
export const padChoice = z.object({ name: requiredText('subscriptions:pads.nameMissing', 250) });
