import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PortalSettings } from '../../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../../platform/config/tokens.js';
import { longDateTime } from '../../../../platform/i18n/long-date.js';
import { Pages } from '../../../../platform/pages/pages.js';
import { Access } from '../../../../platform/security/access.js';
import type { Actor } from '../../../../platform/security/actor.js';
import { CurrentActor } from '../../../../platform/security/current-actor.js';
import { knownId } from '../../../../platform/security/known-id.js';
import { contentOf, referenceOf } from './deletion-receipt.js';
import { DeletionReceipts } from './deletion-receipts.service.js';
import { receiptPdf } from './receipt-paper.js';

/** The receipt of what was deleted, for who answers for the subscription: a page, a paper, and the signed text. */
@Controller('mes-services/:id/recu')
@Access('signed-in')
export class DeletionReceiptsController {
  constructor(
    private readonly receipts: DeletionReceipts,
    private readonly pages: Pages,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  @Get()
  async show(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { jws } = await this.receipts.find(actor, knownId(id));
    const model = { id, jws, facts: this.facts(request, jws), keys: this.keysAddress() };
    await this.pages.show(request, reply, 'subscriptions/receipt', model, {
      title: 'subscriptions:receipt.title',
      breadcrumbs: [{ label: 'subscriptions:index.title', href: '/mes-services' }],
    });
  }

  @Get('papier.pdf')
  async paper(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { jws } = await this.receipts.find(actor, knownId(id));
    const pdf = await receiptPdf({
      title: this.pages.text(request, 'subscriptions:receipt.title'),
      facts: this.facts(request, jws),
      howToCheck: this.pages.text(request, {
        key: 'subscriptions:receipt.howToCheck',
        params: { keys: this.keysAddress() },
      }),
      jws,
      author: contentOf(jws).structure,
      lang: request.locale === 'en' ? 'en' : 'fr',
    });
    await this.send(reply, pdf, 'application/pdf', `recu-${referenceOf(jws)}.pdf`);
  }

  @Get('signature.jws')
  async signature(@Param('id') id: string, @CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { jws } = await this.receipts.find(actor, knownId(id));
    await this.send(reply, Buffer.from(jws), 'application/jose', `recu-${referenceOf(jws)}.jws`);
  }

  private facts(request: FastifyRequest, jws: string): { term: string; value: string }[] {
    const receipt = contentOf(jws);
    const text = (key: string): string => this.pages.text(request, `subscriptions:receipt.${key}`);
    const closed = receipt.verified === 'access-closed';
    const { structure } = receipt;
    const verified = { key: `subscriptions:receipt.${receipt.verified}`, params: { structure } };
    const moment = (iso: string): string => longDateTime(new Date(iso), request.locale);
    return [
      { term: text('reference'), value: referenceOf(jws) },
      { term: text('what'), value: `${receipt.service.name} (${receipt.service.software})` },
      { term: text('where'), value: `${receipt.structure}, ${receipt.service.address}` },
      { term: text('whose'), value: receipt.holder.name },
      { term: text('startedAt'), value: moment(receipt.startedAt) },
      { term: text('endedAt'), value: moment(receipt.endedAt) },
      { term: text(closed ? 'closedAt' : 'emptiedAt'), value: moment(receipt.emptiedAt) },
      { term: text('verified'), value: this.pages.text(request, verified) },
      {
        term: text('copy'),
        value: receipt.copy === null ? text('noCopy') : `${receipt.copy.name}, SHA-256 ${receipt.copy.sha256}`,
      },
    ];
  }

  private keysAddress(): string {
    return `${this.settings.publicUrl}/recus/cles`;
  }

  private async send(reply: FastifyReply, content: Buffer, mediaType: string, name: string): Promise<void> {
    await reply
      .header('content-type', mediaType)
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'private, no-store')
      .send(content);
  }
}
