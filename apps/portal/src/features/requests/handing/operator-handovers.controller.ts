import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readForm } from '../../../platform/forms/read-form.js';
import { Pages, type Flash } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { decisionModel, decisionPageOptions } from '../deciding/decision-model.js';
import { OperatorRequestPages } from '../deciding/operator-request-page.service.js';
import { handoverForm } from './handover.form.js';
import { Handovers } from './handovers.service.js';

/** Operators propose that another structure takes a request over. */
@Controller('operateur/demandes/:id/transfert')
@Access('operator')
export class OperatorHandoversController {
  constructor(
    private readonly handovers: Handovers,
    private readonly requestPages: OperatorRequestPages,
    private readonly pages: Pages,
  ) {}

  @Post()
  async propose(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(handoverForm, body);
    if (!form.ok) {
      const page = await this.requestPages.of(actor, knownId(id));
      const model = decisionModel(page, { handover: form.error });
      return this.pages.showErrors(request, reply, 'requests/decide', model, decisionPageOptions(page));
    }
    const { version, ...proposal } = form.value;
    const done = await this.handovers.propose(actor, knownId(id), version, proposal);
    const kind = done.ok ? 'proposed' : done.error.kind;
    await this.back(request, reply, id, {
      kind: done.ok ? 'success' : 'warning',
      key: `requests:handover.flash.${kind}`,
    });
  }

  @Post('retrait')
  async withdraw(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.handovers.withdraw(actor, knownId(id));
    await this.back(request, reply, id, { kind: 'success', key: 'requests:handover.flash.withdrawn' });
  }

  private back(request: FastifyRequest, reply: FastifyReply, id: string, flash: Flash): Promise<void> {
    return this.pages.goTo(request, reply, `/operateur/demandes/${id}`, flash);
  }
}
