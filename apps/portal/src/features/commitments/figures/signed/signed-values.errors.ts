import { defineError } from '@ronron/kernel';

export const SIGNATURE_REFUSED = defineError('signature-refused', 401);
