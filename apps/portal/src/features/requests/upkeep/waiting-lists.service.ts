import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { Plans } from '../../catalogue/plans/plans.service.js';
import { Service } from '../../catalogue/service.entity.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { isGrantedAtOnce } from '../asking/eligibility.js';
import { holderOf } from '../holder.js';
import { OperatorNotices } from '../operator-notices.js';
import { RequestJournal, THE_PORTAL } from '../request-journal.js';
import { RequestMails } from '../request-mails.js';
import { ServicePlaces } from '../service-places.service.js';
import { ServiceRequest } from '../service-request.entity.js';

/** Gives the room that appeared (a subscription ended, the capacity was raised) to those who waited longest. */
@Injectable()
export class WaitingLists implements OnModuleInit {
  constructor(
    private readonly tasks: JobTasks,
    private readonly database: DataSource,
    private readonly places: ServicePlaces,
    private readonly subscriptions: SubscriptionsService,
    private readonly plans: Plans,
    private readonly journal: RequestJournal,
    private readonly mails: RequestMails,
    private readonly notices: OperatorNotices,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.tasks.schedule('requests-waiting-lists', '*/10 * * * *', () => this.moveUpAll());
  }

  async moveUpAll(): Promise<void> {
    const services = await this.database.query<{ service_id: string }[]>(
      `SELECT DISTINCT service_id FROM service_request WHERE waiting_list_since IS NOT NULL AND status = 'submitted'`,
    );
    for (const { service_id } of services) {
      await inTransaction(this.database, (manager) => this.moveUp(manager, service_id));
    }
  }

  private async moveUp(manager: EntityManager, serviceId: string): Promise<void> {
    await this.places.lock(manager, serviceId);
    const service = await manager.findOneByOrFail(Service, { id: serviceId });
    const room = await this.room(manager, service);
    if (room === 0) return;
    const first = await manager
      .createQueryBuilder(ServiceRequest, 'request')
      .where(`request.service_id = :serviceId AND request.status = 'submitted'`, { serviceId })
      .andWhere('request.waiting_list_since IS NOT NULL')
      .orderBy('request.waitingListSince', 'ASC')
      .addOrderBy('request.id', 'ASC')
      .take(room)
      .setLock('pessimistic_write')
      .getMany();
    for (const request of first) await this.giveRoom(manager, service, request);
  }

  /** Room that is promised already to those moved up before, and not decided yet, is not given twice. */
  private async room(manager: EntityManager, service: Service): Promise<number> {
    if (await this.places.closed(manager, service.id)) return 0;
    const left = await this.places.left(manager, service);
    if (left === null) return 100;
    if (isGrantedAtOnce(service)) return left;
    const [row] = await manager.query<{ promised: number }[]>(
      `SELECT count(*)::int AS promised FROM service_request
       WHERE service_id = $1 AND waiting_list_since IS NULL AND status IN ('submitted', 'waiting-for-requester')`,
      [service.id],
    );
    return Math.max(0, left - row!.promised);
  }

  private async giveRoom(manager: EntityManager, service: Service, request: ServiceRequest): Promise<void> {
    const now = this.clock.now();
    const changes = { waitingListSince: null, readyAt: now };
    await this.journal.add(manager, request, 'moved-up', { by: THE_PORTAL, changes });
    if (!isGrantedAtOnce(service)) {
      await this.mails.toRequester(manager, request, 'movedUp');
      await this.notices.tell(manager, request, 'newRequest');
      return;
    }
    await this.journal.move(manager, request, 'approved', { by: THE_PORTAL, changes: { decidedAt: now } });
    await this.subscriptions.grant(manager, {
      serviceId: service.id,
      holder: holderOf(request),
      requestId: request.id,
      ...(await this.plans.forGrant(manager, service, request.planId)),
    });
    await this.mails.toRequester(manager, request, 'approved', { message: '' });
  }
}
