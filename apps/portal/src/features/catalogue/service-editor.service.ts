import { Inject, Injectable } from '@nestjs/common';
import { fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import type { FieldError } from '@ronron/web-ui';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { inTransaction, isUniqueViolation } from '../../platform/database/in-transaction.js';
import type { Actor } from '../../platform/security/actor.js';
import { Commune } from '../territories/commune.entity.js';
import { bytesOf, gigabytesOf, type ServiceFormValues } from './editing/service.form.js';
import { slugOf } from '../../platform/forms/slug.js';
import { changedFields } from '../../platform/audit/changed-fields.js';
import { manages, ManagedServices } from './managed-services.service.js';
import { ServiceChanges } from './service-changes.service.js';
import { Service } from './service.entity.js';
import { Software } from './software.entity.js';

/** What only the use case can find wrong, beside which field. */
export interface EditingProblem {
  readonly field: string;
  readonly error: FieldError;
}

/** Makes and changes services. */
@Injectable()
export class ServiceEditor {
  constructor(
    private readonly database: DataSource,
    private readonly services: ManagedServices,
    private readonly audit: AuditLog,
    private readonly changes: ServiceChanges,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Returns the new service's id. It has no connector settings yet. */
  async create(actor: Actor, values: ServiceFormValues): Promise<Result<string, EditingProblem>> {
    const slug = values.slug === '' ? slugOf(values.name) : values.slug;
    try {
      return await inTransaction(this.database, async (manager) => {
        const problem = await this.problemOf(manager, actor, values, null);
        if (problem !== null) return fail(problem);
        const now = this.clock.now();
        const id = newId(this.clock, this.randomness);
        const fields = fieldsOf(actor, values);
        await manager.insert(Service, { id, slug, ...fields, questions: [], createdAt: now, updatedAt: now } as never);
        await this.audit.record(manager, actor, {
          action: 'service.created',
          subject: { kind: 'service', id },
          structureId: values.structureId,
          after: { slug, ...fields },
        });
        await this.changes.tell(manager, id);
        return ok(id);
      });
    } catch (error) {
      if (isUniqueViolation(error)) return fail({ field: 'slug', error: { key: 'catalogue:errors.slugTaken' } });
      throw error;
    }
  }

  /** The address of the page (slug) stays: people have it in their bookmarks. */
  async update(actor: Actor, id: string, values: ServiceFormValues): Promise<Result<void, EditingProblem>> {
    return inTransaction(this.database, async (manager) => {
      const service = await this.services.lock(manager, actor, id);
      if (values.seen !== '' && values.seen !== service.updatedAt.toISOString()) {
        return fail({ field: 'form', error: { key: 'catalogue:errors.changedMeanwhile' } });
      }
      const problem = await this.problemOf(manager, actor, values, service);
      if (problem !== null) return fail(problem);
      const fields = fieldsOf(actor, values);
      // The form shows whole gigabytes: a quota that was not touched is not rounded.
      if (gigabytesOf(service.defaultQuota) === gigabytesOf(fields.defaultQuota)) {
        fields.defaultQuota = service.defaultQuota;
      }
      const { before, after } = changedFields(service, fields);
      if (Object.keys(after).length === 0) return ok(undefined);
      await manager.update(Service, { id }, { ...fields, updatedAt: this.clock.now() } as never);
      await this.audit.record(manager, actor, {
        action: 'service.updated',
        subject: { kind: 'service', id },
        structureId: service.structureId,
        before,
        after,
      });
      await this.changes.tell(manager, id);
      return ok(undefined);
    });
  }

  private async problemOf(
    manager: EntityManager,
    actor: Actor,
    values: ServiceFormValues,
    service: Service | null,
  ): Promise<EditingProblem | null> {
    const wrong = (field: string, key: string): EditingProblem => ({ field, error: { key } });
    const structures = await this.services.structures(actor);
    if (!manages(actor, values.structureId) || !structures.some(({ id }) => id === values.structureId)) {
      return wrong('structureId', 'catalogue:errors.structureMissing');
    }
    if (!(await manager.existsBy(Software, { id: values.softwareId }))) {
      return wrong('softwareId', 'catalogue:errors.softwareMissing');
    }
    const known = new Set((await manager.find(Commune, { select: { inseeCode: true } })).map((c) => c.inseeCode));
    if (values.eligibleCommunes.some((code) => !known.has(code))) return wrong('eligibleCommunes', 'ui:errors.choice');
    if (service !== null && service.connectorId !== values.connectorId) {
      const [row] = await manager.query<unknown[]>(
        `SELECT 1 FROM subscription WHERE service_id = $1 AND status <> 'ended' LIMIT 1`,
        [service.id],
      );
      // What was made by one connector cannot be found again by another.
      if (row !== undefined) return wrong('connectorId', 'catalogue:errors.connectorInUse');
    }
    return null;
  }
}

type EditableFields = Omit<
  ServiceFormValues,
  'slug' | 'seen' | 'quotaGigabytes' | 'approvedHosts' | 'allowPrivateHosts'
> & {
  defaultQuota: number | null;
  approvedHosts?: string[];
  allowPrivateHosts?: boolean;
};

/** Which hosts may be called is the administrators' decision alone: an operator's form does not count there. */
function fieldsOf(actor: Actor, values: ServiceFormValues): EditableFields {
  const fields: Partial<ServiceFormValues> & Record<string, unknown> = { ...values };
  for (const name of ['slug', 'seen', 'quotaGigabytes', ...(actor.administrator ? [] : APPROVALS)]) delete fields[name];
  return { ...(fields as EditableFields), defaultQuota: bytesOf(values.quotaGigabytes) };
}

const APPROVALS = ['approvedHosts', 'allowPrivateHosts'];
