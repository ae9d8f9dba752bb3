import { z } from 'zod';
import { emailAddress } from '../../platform/forms/form-fields.js';
import type { Power } from './roles.service.js';

const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const POWER = new RegExp(`^(?:administrator|(?:operator|editor):${ID})$`);

/** Whom to give which power; `power` is `administrator`, `operator:<structure>` or `editor:<commune>`. */
export const grantForm = z.object({
  email: emailAddress(),
  power: z.string({ error: 'roles:errors.powerMissing' }).regex(POWER, 'roles:errors.powerMissing'),
});

export function powerOf(text: string): Power {
  const [role, id = ''] = text.split(':');
  if (role === 'operator') return { role, structureId: id };
  if (role === 'editor') return { role, communeId: id };
  return { role: 'administrator' };
}
