import { AppError, fail, ok, type Result } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import { operates, type Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { Service } from '../../catalogue/service.entity.js';
import { RequestEvent } from '../request-event.entity.js';
import { isFinal, type RequestStatus } from '../request-status.js';
import type { ServicePlaces } from '../service-places.service.js';
import { ServiceRequest } from '../service-request.entity.js';

/** What somebody else did while the page was open. */
export interface Meanwhile {
  readonly kind: 'changed';
  readonly what: RequestStatus | 'message' | 'edited' | 'moved-up' | 'reminder';
  /** Null: the portal itself. */
  readonly by: string | null;
  readonly at: Date;
}

export interface DecidableRequest {
  readonly request: ServiceRequest;
  readonly service: Service;
}

/**
 * Finds a request of the actor's structures, whatever its status but a draft.
 * @throws AppError `not-found` for another structure's, so that answers reveal nothing.
 */
export async function requestInScope(manager: EntityManager, actor: Actor, id: string): Promise<DecidableRequest> {
  const request = await manager.findOne(ServiceRequest, { where: { id }, relations: { service: true } });
  if (request === null || request.submittedAt === null || !operates(actor, request.service!.structureId))
    throw new AppError(NOT_FOUND);
  return { request, service: request.service! };
}

/** The same, locked to be decided. `version` is what the page showed: whoever comes second is told what the first did. */
export async function lockToDecide(
  manager: EntityManager,
  places: ServicePlaces,
  actor: Actor,
  id: string,
  version: number,
): Promise<Result<DecidableRequest, Meanwhile>> {
  const { service } = await requestInScope(manager, actor, id);
  await places.lock(manager, service.id);
  const request = await manager.findOneOrFail(ServiceRequest, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (request.version !== version || isFinal(request.status)) return fail(await lastChange(manager, request));
  return ok({ request, service });
}

async function lastChange(manager: EntityManager, request: ServiceRequest): Promise<Meanwhile> {
  const event = await manager.findOneOrFail(RequestEvent, {
    where: { requestId: request.id, internal: false },
    relations: { actor: true },
    order: { at: 'DESC', position: 'DESC', id: 'DESC' },
  });
  return {
    kind: 'changed',
    what: event.status ?? (event.kind as Meanwhile['what']),
    by: event.actor?.displayName ?? null,
    at: event.at,
  };
}
