import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { RequestEvent } from '../request-event.entity.js';
import { RequestJournal, THE_PORTAL } from '../request-journal.js';
import { RequestMails } from '../request-mails.js';
import { ServicePlaces } from '../service-places.service.js';
import { ServiceRequest } from '../service-request.entity.js';
import { expiryStep, REMINDED_AFTER } from './expiry-rules.js';

/** Reminds requesters whose answer is waited for, and ends what stays unanswered. */
@Injectable()
export class Expiries implements OnModuleInit {
  constructor(
    private readonly tasks: JobTasks,
    private readonly database: DataSource,
    private readonly places: ServicePlaces,
    private readonly journal: RequestJournal,
    private readonly mails: RequestMails,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.tasks.schedule('requests-expiries', '40 5 * * *', () => this.run());
  }

  async run(): Promise<void> {
    const waiting = await this.database.query<{ id: string; service_id: string }[]>(
      `SELECT id, service_id FROM service_request WHERE status = 'waiting-for-requester' AND created_at <= $1`,
      [new Date(this.clock.now().getTime() - REMINDED_AFTER)],
    );
    for (const { id, service_id } of waiting) {
      await inTransaction(this.database, async (manager) => {
        await this.places.lock(manager, service_id);
        await this.step(manager, id);
      });
    }
  }

  private async step(manager: EntityManager, id: string): Promise<void> {
    const request = await manager.findOne(ServiceRequest, {
      where: { id, status: 'waiting-for-requester' },
      lock: { mode: 'pessimistic_write' },
    });
    if (request === null) return;
    const askedAt = (await this.last(manager, id, { status: 'waiting-for-requester' })) ?? request.updatedAt;
    const remindedAt = await this.last(manager, id, { kind: 'reminder' });
    const due = expiryStep(askedAt, remindedAt, this.clock.now());
    if (due === 'remind') {
      await this.journal.add(manager, request, 'reminder', { by: THE_PORTAL });
      await this.mails.toRequester(manager, request, 'reminder');
    }
    if (due === 'expire') {
      await this.journal.move(manager, request, 'expired', { by: THE_PORTAL, changes: { waitingListSince: null } });
      await this.mails.toRequester(manager, request, 'expired');
    }
  }

  private async last(
    manager: EntityManager,
    requestId: string,
    which: { status: 'waiting-for-requester' } | { kind: 'reminder' },
  ): Promise<Date | null> {
    const event = await manager.findOne(RequestEvent, {
      where: { requestId, ...which },
      order: { at: 'DESC', position: 'DESC', id: 'DESC' },
    });
    return event?.at ?? null;
  }
}
