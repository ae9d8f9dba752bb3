import { MoreThanOrEqual, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { RequestEvent } from './request-event.entity.js';
import type { ServiceRequest } from './service-request.entity.js';

/** One step of a request as its pages tell it. */
export interface ConversationStep {
  readonly id: string;
  readonly at: Date;
  readonly side: RequestEvent['side'];
  readonly internal: boolean;
  /** Null: the portal, or an account that is gone. */
  readonly author: string | null;
  /** Locale key of what happened; null for a bare message. */
  readonly what: string | null;
  readonly message: string;
}

/** Oldest first. Requesters never see notes between operators, nor an operator's notes' existence. */
export async function conversationOf(
  manager: EntityManager,
  request: ServiceRequest,
  reader: 'requester' | 'operator',
): Promise<ConversationStep[]> {
  const events = await manager.find(RequestEvent, {
    where: [{ requestId: request.id, internal: false }, ...(reader === 'operator' ? [notesOf(request)] : [])],
    relations: { actor: true },
    order: { at: 'ASC', position: 'ASC', id: 'ASC' },
  });
  return events
    .filter((event) => event.status !== 'draft')
    .map((event) => ({
      id: event.id,
      at: event.at,
      side: event.side,
      internal: event.internal,
      author: event.actor?.displayName ?? null,
      what: whatHappened(event),
      message: event.message,
    }));
}

/** What operators wrote between themselves stays with the structure that they work for. */
function notesOf({ id, handedOverAt }: ServiceRequest): FindOptionsWhere<RequestEvent> {
  return { requestId: id, internal: true, ...(handedOverAt === null ? {} : { at: MoreThanOrEqual(handedOverAt) }) };
}

function whatHappened(event: RequestEvent): string | null {
  if (event.status !== null) return `requests:events.${event.status}.${event.side}`;
  return event.kind === 'message' || event.kind === 'status' ? null : `requests:events.${event.kind}`;
}
