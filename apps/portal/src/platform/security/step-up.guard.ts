import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError, type Clock } from '@ronron/kernel';
import type { FastifyRequest } from 'fastify';
import { CLOCK } from '../config/tokens.js';
import { SIGN_IN_NEEDED, STEP_UP_NEEDED } from './security.errors.js';
import { PROOF_HOLDS, STEP_UP } from './step-up.js';

/** Holds routes marked `@StepUp()` to a recent proof of who is there. */
@Injectable()
export class StepUpGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const asked = this.reflector.get<true | undefined>(STEP_UP, context.getHandler()) ?? false;
    if (!asked) return true;
    const { actor, session } = context.switchToHttp().getRequest<FastifyRequest>();
    if (actor === null) throw new AppError(SIGN_IN_NEEDED);
    const provedAt = Date.parse(session.get('authenticatedAt') ?? '');
    const age = this.clock.now().getTime() - provedAt;
    // Not a number, hence not held, for a session that never proved anything.
    if (!(age >= 0 && age <= PROOF_HOLDS)) throw new AppError(STEP_UP_NEEDED);
    return true;
  }
}
