import { defineError } from '@ronron/kernel';

/** The tool cannot be opened right now; the parameter says why, in words. */
export const CANNOT_OPEN = defineError('service-cannot-open', 503, 'warn');
