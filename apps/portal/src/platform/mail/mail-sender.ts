import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import type { PortalSettings } from '../config/portal-settings.js';
import { CLOCK, MAIL_TRANSPORT, SETTINGS } from '../config/tokens.js';
import { JobTasks } from '../jobs/job-tasks.js';
import { Bounces } from './bounces.js';
import { withoutLinkSecrets } from './link-secrets.js';
import type { MailTransport } from './mail-transport.js';
import { OutgoingMail } from './outgoing-mail.entity.js';
import { ReturnPaths } from './return-paths.js';

/** The workers' side of `Mailer`. */
@Injectable()
export class MailSender implements OnModuleInit {
  constructor(
    private readonly tasks: JobTasks,
    private readonly database: DataSource,
    private readonly bounces: Bounces,
    private readonly paths: ReturnPaths,
    @Inject(MAIL_TRANSPORT) private readonly transport: MailTransport,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.tasks.register('send-mail', ({ id, forget }: { id: string; forget?: true }) => this.send(id, forget));
  }

  private async send(id: string, forget = false): Promise<void> {
    const mails = this.database.getRepository(OutgoingMail);
    const mail = await mails.findOneBy({ id, status: 'queued' });
    if (mail === null) return;
    try {
      await this.transport.send({
        to: mail.recipient,
        subject: mail.subject,
        body: mail.body,
        replyTo: mail.replyTo,
        unsubscribeUrl: mail.unsubscribeUrl,
        messageId: mail.id,
        returnPath: this.paths.of(mail.id),
      });
    } catch (error) {
      const { responseCode, message } = error as { responseCode?: number; message: string };
      // RFC 5321, 4.2.1: 5yz is permanent; anything else may pass later.
      if (responseCode === undefined || responseCode < 500) throw error;
      await this.bounces.mark(mail, message);
      if (forget) await mails.delete({ id });
      else await mails.update({ id }, this.asKept(mail));
      return;
    }
    if (forget) {
      await mails.delete({ id });
      return;
    }
    await mails.update({ id }, { status: 'sent', sentAt: this.clock.now(), ...this.asKept(mail) });
  }

  /** Links that open something are for their reader, not for who reads the table or a copy of it. The outbox shows them, where there is one. */
  private asKept({ body, unsubscribeUrl }: OutgoingMail): Pick<OutgoingMail, 'body' | 'unsubscribeUrl'> {
    if (this.settings.smtpUrl === null) return { body, unsubscribeUrl };
    return { body: withoutLinkSecrets(body), unsubscribeUrl: null };
  }
}
