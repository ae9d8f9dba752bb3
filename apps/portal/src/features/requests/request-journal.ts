import { Inject, Injectable } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import type { Actor } from '../../platform/security/actor.js';
import { RequestEvent, type RequestEventKind } from './request-event.entity.js';
import { canMove, type RequestSide, type RequestStatus } from './request-status.js';
import { ServiceRequest } from './service-request.entity.js';

/** Who did it. `accountId` null: the portal itself. */
export interface RequestActor {
  readonly side: RequestSide;
  readonly accountId: string | null;
}

export const THE_PORTAL: RequestActor = { side: 'portal', accountId: null };

/** The actor on the requester's side. */
export function requester(actor: Actor): RequestActor {
  return { side: 'requester', accountId: actor.accountId };
}

/** The actor as an operator of the service's structure. */
export function operator(actor: Actor): RequestActor {
  return { side: 'operator', accountId: actor.accountId };
}

export interface Step {
  readonly by: RequestActor;
  readonly message?: string;
  /** What changes with the status. */
  readonly changes?: Partial<ServiceRequest>;
}

/** The only place that changes a request's status: nothing changes without its dated event. */
@Injectable()
export class RequestJournal {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Writes a new request down with its first event. */
  async begin(manager: EntityManager, request: ServiceRequest, by: RequestActor): Promise<void> {
    await manager.insert(ServiceRequest, request as never);
    await this.write(manager, request, 'status', by, '', request.status);
  }

  /**
   * Moves a request that the caller locked.
   * @throws Error when the table does not allow it: the caller asks `canMove` first and tells people.
   */
  async move(manager: EntityManager, request: ServiceRequest, to: RequestStatus, step: Step): Promise<void> {
    if (!canMove(request.status, to, step.by.side)) {
      throw new Error(`A request cannot go from ${request.status} to ${to} by its ${step.by.side}.`);
    }
    Object.assign(request, step.changes ?? {}, { status: to });
    await this.save(manager, request);
    await this.write(manager, request, 'status', step.by, step.message ?? '', to);
  }

  /** What leaves the status as it is, but makes forms drawn before it stale. */
  async add(
    manager: EntityManager,
    request: ServiceRequest,
    kind: Exclude<RequestEventKind, 'status' | 'note'>,
    step: Step,
  ): Promise<void> {
    Object.assign(request, step.changes ?? {});
    await this.save(manager, request);
    await this.write(manager, request, kind, step.by, step.message ?? '', null);
  }

  /** A note between operators. It changes nothing for anybody else. */
  async note(manager: EntityManager, request: ServiceRequest, by: RequestActor, message: string): Promise<void> {
    await this.write(manager, request, 'note', by, message, null);
  }

  private async save(manager: EntityManager, request: ServiceRequest): Promise<void> {
    request.updatedAt = this.clock.now();
    const { version } = request;
    await manager.save(ServiceRequest, request);
    if (request.version !== version) return;
    // Nothing but the message is new, and even the time may be the same.
    await manager.increment(ServiceRequest, { id: request.id }, 'version', 1);
    request.version = version + 1;
  }

  private async write(
    manager: EntityManager,
    request: ServiceRequest,
    kind: RequestEventKind,
    by: RequestActor,
    message: string,
    status: RequestStatus | null,
  ): Promise<void> {
    await manager.insert(RequestEvent, {
      id: newId(this.clock, this.randomness),
      requestId: request.id,
      at: this.clock.now(),
      position: request.version,
      actorId: by.accountId,
      side: by.side,
      kind,
      status,
      message,
      internal: kind === 'note',
    });
  }
}
