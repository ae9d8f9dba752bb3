import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PortalSettings } from '../../platform/config/portal-settings.js';
import { SETTINGS } from '../../platform/config/tokens.js';
import { OutgoingMail } from '../../platform/mail/outgoing-mail.entity.js';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { DataSource } from 'typeorm';

const MOST_SHOWN = 100;

/** The mails of a portal that has no mail server, for trying it out: never in production, nor where mails really leave. */
@Controller('outbox')
@Access('public')
export class OutboxController {
  constructor(
    private readonly database: DataSource,
    private readonly pages: Pages,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  @Get()
  async index(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.assertOpen(request);
    const mails = await this.database.getRepository(OutgoingMail).find({ order: { id: 'DESC' }, take: MOST_SHOWN });
    await this.pages.show(request, reply, 'setup/outbox', { mails }, { title: 'setup:outbox.title', noIndex: true });
  }

  @Get(':id')
  async show(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.assertOpen(request);
    const mail = isId(id) ? await this.database.getRepository(OutgoingMail).findOneBy({ id }) : null;
    if (mail === null) throw new AppError(NOT_FOUND);
    const lines = mail.body.split('\n').map(withLinks);
    await this.pages.show(
      request,
      reply,
      'setup/outbox-mail',
      { mail, lines },
      {
        title: { text: mail.subject },
        breadcrumbs: [{ label: 'setup:outbox.title', href: '/outbox' }],
        noIndex: true,
      },
    );
  }

  /** Mails hold links that sign people in: only whoever sits at the machine reads them here. */
  private assertOpen(request: FastifyRequest): void {
    const local =
      isLoopback(request.raw.socket.remoteAddress ?? '') && request.headers['x-forwarded-for'] === undefined;
    if (this.settings.production || this.settings.smtpUrl !== null || !local) throw new AppError(NOT_FOUND);
  }
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

/** A line as texts and links in turn. */
function withLinks(line: string): { readonly text?: string; readonly link?: string }[] {
  return line.split(/(https?:\/\/\S+)/).map((part, index) => (index % 2 === 1 ? { link: part } : { text: part }));
}
