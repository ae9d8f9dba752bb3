import { Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { ManagedServices } from '../../catalogue/managed-services.service.js';
import { ServiceCircuits } from './service-circuits.service.js';

/** A service that is not called for now: an operator who mended it need not wait. */
@Controller('operateur/services/:id/reprise')
@Access('operator')
export class CircuitsController {
  constructor(
    private readonly database: DataSource,
    private readonly services: ManagedServices,
    private readonly circuits: ServiceCircuits,
    private readonly audit: AuditLog,
    private readonly pages: Pages,
  ) {}

  @Post()
  async probe(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = await inTransaction(this.database, async (manager) => {
      const service = await this.services.lock(manager, actor, id);
      if (!(await this.circuits.probeNow(manager, service.id))) return false;
      const subject = { kind: 'service', id: service.id };
      await this.audit.record(manager, actor, { action: 'service.probed', subject, structureId: service.structureId });
      return true;
    });
    const key = asked ? 'provisioning:circuit.asked' : 'provisioning:circuit.closed';
    await this.pages.goTo(request, reply, `/operateur/services/${id}/ecarts`, { kind: 'success', key });
  }
}
