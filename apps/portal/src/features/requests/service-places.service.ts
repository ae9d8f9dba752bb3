import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, Not, type EntityManager } from 'typeorm';
import type { Service } from '../catalogue/service.entity.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { pendingStatuses } from './request-status.js';
import { ServiceRequest } from './service-request.entity.js';

/** Where a request stands in the waiting list. */
export interface WaitingPlace {
  readonly place: number;
  readonly length: number;
}

/** How much room a service has, and who waits for it. */
@Injectable()
export class ServicePlaces {
  constructor(
    private readonly database: DataSource,
    private readonly subscriptions: SubscriptionsService,
  ) {}

  /**
   * Takes decisions about a service one after the other until the transaction ends, so that two of them cannot fill the same place.
   * Always taken before a lock on a request.
   */
  async lock(manager: EntityManager, serviceId: string): Promise<void> {
    await manager.query('SELECT 1 FROM service WHERE id = $1 FOR NO KEY UPDATE', [serviceId]);
  }

  /** Places left; null where there is no limit. Never below zero, even when the capacity was lowered. */
  async left(manager: EntityManager, service: Pick<Service, 'id' | 'capacity'>): Promise<number | null> {
    if (service.capacity === null) return null;
    return Math.max(0, service.capacity - (await this.subscriptions.liveCount(manager, service.id)));
  }

  /** Whether those who run it say that it takes nobody in, whatever the capacity counts. */
  async closed(manager: EntityManager, serviceId: string): Promise<boolean> {
    const [row] = await manager.query<{ closed: boolean }[]>(
      `SELECT 'full' IN (service.intake, structure.intake) AS closed
       FROM service JOIN structure ON structure.id = service.structure_id WHERE service.id = $1`,
      [serviceId],
    );
    return row!.closed;
  }

  /** Whether whoever asks now has to wait: there is no room, it takes nobody in, or others wait for what comes free. */
  async isFull(manager: EntityManager, service: Pick<Service, 'id' | 'capacity'>): Promise<boolean> {
    if (await this.closed(manager, service.id)) return true;
    return (await this.left(manager, service)) === 0 || (await this.waiting(manager, service.id)) > 0;
  }

  async waiting(manager: EntityManager, serviceId: string): Promise<number> {
    return manager.countBy(ServiceRequest, {
      serviceId,
      status: In([...pendingStatuses]),
      waitingListSince: Not(IsNull()),
    });
  }

  /** How many wait, by service; those for which nobody waits are left out. */
  async waitingByService(serviceIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.query<{ service_id: string; waiting: number }[]>(
      `SELECT service_id, count(*)::int AS waiting FROM service_request
       WHERE service_id = ANY($1) AND waiting_list_since IS NOT NULL AND status = ANY($2) GROUP BY service_id`,
      [serviceIds, [...pendingStatuses]],
    );
    return new Map(rows.map((row) => [row.service_id, row.waiting]));
  }

  /** Null when the request does not wait for room. */
  async placeOf(manager: EntityManager, request: ServiceRequest): Promise<WaitingPlace | null> {
    if (request.waitingListSince === null) return null;
    const [row] = await manager.query<{ before: number; length: number }[]>(
      `SELECT count(*) FILTER (WHERE (waiting_list_since, id) < ($2, $3::uuid))::int AS before, count(*)::int AS length
       FROM service_request
       WHERE service_id = $1 AND waiting_list_since IS NOT NULL AND status = ANY($4)`,
      [request.serviceId, request.waitingListSince, request.id, [...pendingStatuses]],
    );
    return { place: row!.before + 1, length: row!.length };
  }
}
