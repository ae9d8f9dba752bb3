import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError, type Clock } from '@ronron/kernel';
import type { FastifyRequest } from 'fastify';
import type { PortalSettings } from '../config/portal-settings.js';
import { CLOCK, SETTINGS } from '../config/tokens.js';
import { ACCESS, type AccessPolicy } from './access.js';
import { OPEN_BEFORE_ENROLMENT } from './enrolment.js';
import { SECOND_FACTOR_NEEDED } from './security.errors.js';

/** Leads people whose role wants a second factor, and whose days of grace are over, to the page where they add one. */
@Injectable()
export class EnrolmentGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const due = context.switchToHttp().getRequest<FastifyRequest>().actor?.secondFactorDue ?? null;
    if (due === null || due > this.clock.now() || !this.settings.secondFactorEnforced) return true;
    const places = [context.getHandler(), context.getClass()];
    const open =
      this.reflector.getAllAndOverride<AccessPolicy | undefined>(ACCESS, places) === 'public' ||
      this.reflector.getAllAndOverride<true | undefined>(OPEN_BEFORE_ENROLMENT, places) === true;
    if (!open) throw new AppError(SECOND_FACTOR_NEEDED);
    return true;
  }
}
