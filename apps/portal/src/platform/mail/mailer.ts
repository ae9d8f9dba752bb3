import { Inject, Injectable } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../config/tokens.js';
import type { Locale } from '../i18n/locales.js';
import { Translations } from '../i18n/translations.js';
import { JobQueue } from '../jobs/job-queue.js';
import { OutgoingMail } from './outgoing-mail.entity.js';

export interface MailToSend {
  readonly to: string;
  readonly locale: Locale;
  /** Locale key of an object with `subject` and `body`, e.g. the key of a feature's mail. */
  readonly text: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** The account it is for, if any: bounces are shown to its holder, and erasure finds it. */
  readonly accountId?: string | null;
  readonly replyTo?: string;
  /** Where one press ends such mails (RFC 8058): an address of ours that answers a mail program without a session. */
  readonly unsubscribeUrl?: string;
  /** True for the last words to somebody of whom nothing may stay: the row goes when it is sent. */
  readonly forgetOnceSent?: boolean;
}

/** Mails are rows, written in the transaction that causes them and sent by the workers: plain text, no tracker. */
@Injectable()
export class Mailer {
  constructor(
    private readonly translations: Translations,
    private readonly queue: JobQueue,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  async send(manager: EntityManager, mail: MailToSend): Promise<void> {
    const id = newId(this.clock, this.randomness);
    const text = (key: string): string => this.translations.text(mail.locale, key, mail.params);
    await manager.insert(OutgoingMail, {
      id,
      recipient: mail.to,
      accountId: mail.accountId ?? null,
      // A subject is one line, whatever a name in it holds.
      subject: text(`${mail.text}.subject`).replace(/\s+/g, ' '),
      body: `${text(`${mail.text}.body`)}\n\n-- \n${text('platform:mail.footer')}\n`,
      locale: mail.locale,
      replyTo: mail.replyTo ?? null,
      unsubscribeUrl: mail.unsubscribeUrl ?? null,
      status: 'queued',
      createdAt: this.clock.now(),
    });
    const payload = mail.forgetOnceSent ? { id, forget: true } : { id };
    await this.queue.add(manager, 'send-mail', payload, { maxAttempts: 12 });
  }
}
