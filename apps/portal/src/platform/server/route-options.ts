import { SetMetadata } from '@nestjs/common';

export const SHOWS_FORM = Symbol('shows-form');
export const PREPARED = Symbol('prepared');

/** For public routes that draw a form to send: the page gets a CSRF token, hence a session. */
export const ShowsForm = (): MethodDecorator => SetMetadata(SHOWS_FORM, true);

/**
 * For public pages that are the same for every visitor: drawn once, then answered before the framework until what
 * they show changes.
 */
export const Prepared = (): MethodDecorator => SetMetadata(PREPARED, true);
