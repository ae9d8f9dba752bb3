import { SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Requests of the route take their place in the line of those that hash. */
    hashesPassword?: true;
  }
}

export const SHOWS_FORM = Symbol('shows-form');
export const PREPARED = Symbol('prepared');
export const CHANGES_NO_PUBLIC_PAGE = Symbol('changes-no-public-page');

/** For public routes that draw a form to send: the page gets a CSRF token, hence a session. */
export const ShowsForm = (): MethodDecorator => SetMetadata(SHOWS_FORM, true);

/**
 * For public pages that are the same for every visitor: drawn once, then answered before the framework until what
 * they show changes.
 */
export const Prepared = (): MethodDecorator => SetMetadata(PREPARED, true);

/** For forms of anybody that have a password checked or kept: while visitors come they wait for each other. */
export const HashesPassword = (): MethodDecorator => RouteConfig({ hashesPassword: true });

/** For routes that are called a lot and change nothing that a public page shows: their answer waits for no replica. */
export const ChangesNoPublicPage = (): MethodDecorator => SetMetadata(CHANGES_NO_PUBLIC_PAGE, true);
