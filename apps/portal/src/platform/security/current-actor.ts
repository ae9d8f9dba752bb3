import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FastifyRequest } from 'fastify';
import { SIGN_IN_NEEDED } from './security.errors.js';

/** The signed-in person; only for routes that are not public. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { actor } = context.switchToHttp().getRequest<FastifyRequest>();
  if (actor === null) throw new AppError(SIGN_IN_NEEDED);
  return actor;
});

/** The signed-in person, or null for a visitor; for public routes. */
export const MaybeActor = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>().actor,
);
