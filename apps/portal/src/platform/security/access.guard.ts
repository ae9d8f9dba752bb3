import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError } from '@ronron/kernel';
import type { FastifyRequest } from 'fastify';
import { ACCESS, type AccessPolicy } from './access.js';
import type { Actor } from './actor.js';
import { FORBIDDEN, SIGN_IN_NEEDED } from './security.errors.js';

/** Holds every route to the policy it names. A route that names none is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const policy = this.reflector.getAllAndOverride<AccessPolicy | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    const { actor } = context.switchToHttp().getRequest<FastifyRequest>();
    if (policy === 'public' || policy === 'client') return true;
    if (actor === null) throw new AppError(SIGN_IN_NEEDED);
    if (policy === undefined || !holds(actor, policy)) throw new AppError(FORBIDDEN);
    return true;
  }
}

function holds(actor: Actor, policy: AccessPolicy): boolean {
  switch (policy) {
    case 'public':
    case 'client':
    case 'signed-in':
      return true;
    case 'operator':
      return actor.structures.length > 0;
    case 'editor':
      return actor.communes.length > 0;
    case 'administrator':
      return actor.administrator;
  }
}
