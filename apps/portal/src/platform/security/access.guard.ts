import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError } from '@ronron/kernel';
import type { FastifyRequest } from 'fastify';
import { ACCESS, type AccessPolicy } from './access.js';
import type { Actor } from './actor.js';
import { FORBIDDEN, SIGN_IN_NEEDED, TERMS_TO_ACCEPT } from './security.errors.js';

/** Who does not accept new terms reads them, takes their data along, and leaves. */
const OPEN_WITHOUT_TERMS = /^\/(compte\/(conditions|mes-donnees|suppression)|connexion)([/?]|$)/;

/** Holds every route to the policy it names. A route that names none is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const policy = this.reflector.getAllAndOverride<AccessPolicy | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    const { actor, session, url } = context.switchToHttp().getRequest<FastifyRequest>();
    if (policy === 'public' || policy === 'client') return true;
    if (actor === null) throw new AppError(SIGN_IN_NEEDED);
    if (policy === undefined || !holds(actor, policy)) throw new AppError(FORBIDDEN);
    if (session.get('termsToAccept') !== undefined && !OPEN_WITHOUT_TERMS.test(url))
      throw new AppError(TERMS_TO_ACCEPT);
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
    case 'organiser':
      return actor.communes.length > 0 || actor.structures.length > 0;
    case 'administrator':
      return actor.administrator;
  }
}
