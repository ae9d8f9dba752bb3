import { Inject, Injectable } from '@nestjs/common';
import { DAY, type Clock } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { shownAnswers, type ShownAnswer } from '../asking/answers.js';
import { conversationOf, type ConversationStep } from '../conversation.js';
import { RequestDelays, type UsualDelay } from '../request-delays.service.js';
import { RequestEvent } from '../request-event.entity.js';
import { canMove, isFinal, type RequestStatus } from '../request-status.js';
import { ServicePlaces, type WaitingPlace } from '../service-places.service.js';
import { ServiceRequest } from '../service-request.entity.js';
import { EXPIRES_AFTER } from '../upkeep/expiry-rules.js';

/** Where a request stands, as its requester reads it. */
export interface RequestPage {
  readonly id: string;
  readonly version: number;
  readonly status: RequestStatus;
  /** Locale keys under `requests:standing`: the status, told apart for the waiting list and for appeals. */
  readonly standing: string;
  readonly service: {
    readonly name: string;
    readonly slug: string;
    readonly structure: string;
    readonly structureSlug: string;
  };
  readonly organisation: string | null;
  readonly submittedAt: Date | null;
  readonly decidedAt: Date | null;
  readonly reason: string | null;
  readonly alternative: { readonly name: string; readonly slug: string; readonly summary: string } | null;
  /** Null when the alternative is not this one's to say. */
  readonly alternativeHelp: string;
  readonly answers: readonly ShownAnswer[];
  readonly conversation: readonly ConversationStep[];
  readonly usualDelay: UsualDelay | null;
  readonly place: WaitingPlace | null;
  readonly waitingSince: Date | null;
  /** When it expires for want of an answer. */
  readonly answerBefore: Date | null;
  readonly appealOfId: string | null;
  readonly appealId: string | null;
  readonly can: {
    readonly reply: boolean;
    readonly edit: boolean;
    readonly withdraw: boolean;
    readonly appeal: boolean;
  };
}

@Injectable()
export class RequestPages {
  constructor(
    private readonly database: DataSource,
    private readonly delays: RequestDelays,
    private readonly places: ServicePlaces,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `request` comes from `MyRequests.find`: with its service, structure, organisation and alternative. */
  async of(request: ServiceRequest): Promise<RequestPage> {
    const { manager } = this.database;
    const service = request.service!;
    const pending = !isFinal(request.status);
    const appeal = await manager.findOneBy(ServiceRequest, { appealOfId: request.id });
    return {
      id: request.id,
      version: request.version,
      status: request.status,
      standing: standingOf(request),
      service: {
        name: service.name,
        slug: service.slug,
        structure: service.structure!.name,
        structureSlug: service.structure!.slug,
      },
      organisation: request.organisation?.name ?? null,
      submittedAt: request.submittedAt,
      decidedAt: request.decidedAt,
      reason: request.reason,
      alternative: request.alternativeService ?? null,
      alternativeHelp: request.status === 'refused' ? service.alternativeHelp : '',
      answers: shownAnswers(request.askedQuestions, request.answers),
      conversation: await conversationOf(manager, request, 'requester'),
      usualDelay: pending ? await this.delays.forService(service.id) : null,
      place: await this.places.placeOf(manager, request),
      waitingSince: request.waitingListSince,
      answerBefore: request.status === 'waiting-for-requester' ? await this.answerBefore(request) : null,
      appealOfId: request.appealOfId,
      appealId: appeal?.id ?? null,
      can: {
        reply: pending && request.status !== 'draft',
        edit: pending && request.status !== 'draft' && request.askedQuestions.length > 0,
        withdraw: canMove(request.status, 'withdrawn', 'requester'),
        appeal: request.status === 'refused' && request.appealOfId === null && appeal === null,
      },
    };
  }

  private async answerBefore(request: ServiceRequest): Promise<Date> {
    const asked = await this.database.getRepository(RequestEvent).findOne({
      where: { requestId: request.id, status: 'waiting-for-requester' },
      order: { at: 'DESC', position: 'DESC', id: 'DESC' },
    });
    const since = asked?.at ?? request.updatedAt;
    return new Date(Math.max(since.getTime() + EXPIRES_AFTER, this.clock.now().getTime() + DAY));
  }
}

/** The key of the words for where a request stands. */
export function standingOf(request: ServiceRequest): string {
  if (request.waitingListSince !== null && request.status === 'submitted') return 'waiting-list';
  return request.appealOfId !== null && request.status === 'submitted' ? 'appeal' : request.status;
}
