import { defineError } from '@ronron/kernel';

export const NOT_FOUND = defineError('not-found', 404);
export const SIGN_IN_NEEDED = defineError('sign-in-needed', 401);
export const STEP_UP_NEEDED = defineError('step-up-needed', 403);
export const SECOND_FACTOR_NEEDED = defineError('second-factor-needed', 403);
/** The terms changed in a way that has to be accepted again. */
export const TERMS_TO_ACCEPT = defineError('terms-to-accept', 403);
export const FORBIDDEN = defineError('forbidden', 403);
export const FORM_EXPIRED = defineError('form-expired', 403);
export const TOO_MANY_ATTEMPTS = defineError('too-many-attempts', 429);
export const BUSY = defineError('busy', 503, 'warn');
