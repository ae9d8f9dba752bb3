import { z } from 'zod';
import { emailAddress } from '../../../../platform/forms/form-fields.js';

export const followForm = z.object({ email: emailAddress() });
