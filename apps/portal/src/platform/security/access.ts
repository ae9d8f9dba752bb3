import { SetMetadata } from '@nestjs/common';

/**
 * Who may call a route. `organiser`: an editor or an operator, who both hold gatherings. `client`: no person at all, but a program that shows a token or a signature, which its controller asks for. Every route names it (a rule test fails on one that does not), and public ones also stand on the
 * written list in `rules/public-routes.ts`. Scope (which structure, which commune, whose request) is the use case's.
 */
export type AccessPolicy = 'public' | 'client' | 'signed-in' | 'operator' | 'editor' | 'organiser' | 'administrator';

export const ACCESS = Symbol('access');

/** On a controller or a method; the method's wins. */
export const Access = (policy: AccessPolicy): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, policy);
