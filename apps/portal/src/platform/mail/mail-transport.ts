import { newId, type Clock, type Randomness } from '@ronron/kernel';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { PortalSettings } from '../config/portal-settings.js';

export interface Envelope {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  readonly replyTo: string | null;
  /** Ends such mails when a mail program posts to it; null for mails that nobody subscribed to. */
  readonly unsubscribeUrl?: string | null;
  /** Stable for one mail, so that a mail sent twice shows once. */
  readonly messageId: string;
  /** Where it comes back to when it cannot be delivered (RFC 5321, 4.4); null for the sender's own address. */
  readonly returnPath?: string | null;
}

/** Hands a mail over, or throws; an error with `responseCode` 5xx is final. */
export interface MailTransport {
  send(envelope: Envelope): Promise<void>;
}

/** Where the mails of a portal without a mail server lie. */
export function outboxFolder(settings: PortalSettings): string {
  return join(settings.dataDir, 'outbox');
}

/** SMTP when a server is set, else `.eml` files in the outbox. */
export function createMailTransport(settings: PortalSettings, clock: Clock, randomness: Randomness): MailTransport {
  const host = new URL(settings.publicUrl).hostname;
  const message = (envelope: Envelope): object => ({
    from: settings.mailFrom,
    to: envelope.to,
    subject: envelope.subject,
    text: envelope.body,
    date: clock.now(),
    messageId: `<${envelope.messageId}@${host}>`,
    headers: {
      // RFC 3834: nobody's absence note answers a machine.
      'Auto-Submitted': 'auto-generated',
      // RFC 8058, 3.1: both, so that one press is enough.
      ...(envelope.unsubscribeUrl
        ? {
            'List-Unsubscribe': `<${envelope.unsubscribeUrl}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }
        : {}),
    },
    ...(envelope.returnPath ? { envelope: { from: envelope.returnPath, to: envelope.to } } : {}),
    ...(envelope.replyTo === null ? {} : { replyTo: envelope.replyTo }),
  });
  if (settings.smtpUrl !== null) {
    const smtp = createTransport({
      url: settings.smtpUrl,
      pool: true,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
    } as object);
    return { send: async (envelope) => void (await smtp.sendMail(message(envelope))) };
  }
  const writer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  return {
    send: async (envelope) => {
      const folder = outboxFolder(settings);
      await mkdir(folder, { recursive: true });
      const { message: eml } = (await writer.sendMail(message(envelope))) as unknown as { message: Buffer };
      // Readers never see half a file.
      const name = `${newId(clock, randomness)}.eml`;
      await writeFile(join(folder, `.${name}`), eml, { mode: 0o600 });
      await rename(join(folder, `.${name}`), join(folder, name));
    },
  };
}
