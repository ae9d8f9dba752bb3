import { SetMetadata } from '@nestjs/common';
import { MINUTE } from '@ronron/kernel';

export const STEP_UP = Symbol('step-up');

/** How long a proof of who one is holds for what is dangerous. */
export const PROOF_HOLDS = 15 * MINUTE;

/**
 * For routes that are dangerous in the hands of whoever finds a computer left open or steals a session: they want a proof
 * (password, passkey, code) given within `PROOF_HOLDS`, signing in included. Without one the page that asks for it comes
 * first; a form is kept there and sent on afterwards, but for passwords and files. Stands on the written list
 * `rules/step-up-routes.ts`.
 */
export const StepUp = (): MethodDecorator => SetMetadata(STEP_UP, true);
