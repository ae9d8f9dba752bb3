import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK } from '../config/tokens.js';
import { OutgoingMail } from './outgoing-mail.entity.js';
import { ReturnPaths } from './return-paths.js';

/** `other`: it is about no mail of ours (any more). `passing`: the mail may still arrive, or it is no report of a failure. */
export type BounceReading = 'bounced' | 'passing' | 'other';

/** Mails that could not be delivered, refused at once or come back later: people and their operators see it. */
@Injectable()
export class Bounces {
  constructor(
    private readonly database: DataSource,
    private readonly paths: ReturnPaths,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Reads what came to a return address: a delivery status notification (RFC 3464) of a final failure, or anything else.
   * @param to the address that the mail server received it for; else it is looked for in the mail itself
   */
  async read(mail: string, to = ''): Promise<BounceReading> {
    const id = this.paths.read(`${to}\n${mail}`);
    if (id === null) return 'other';
    const known = await this.database.getRepository(OutgoingMail).findOneBy({ id });
    if (known === null) return 'other';
    // RFC 3464, 2.3.3 and 2.3.4: "delayed" may still arrive, absence notes have neither line, 5.x.x is permanent.
    const final = /^Action:\s*failed\b/im.test(mail) && /^Status:\s*5\.\d+\.\d+/im.test(mail);
    if (!final) return 'passing';
    const reason =
      /^Diagnostic-Code:\s*(.+(?:\r?\n[ \t]+.+)*)/im.exec(mail)?.[1] ?? /^Status:\s*(.+)/im.exec(mail)![1]!;
    await this.mark(known, reason.replace(/\s+/g, ' ').trim());
    return 'bounced';
  }

  /** The account is marked only if it still has the address. A visitor who follows by mail has nobody to tell: that ends. */
  async mark(mail: OutgoingMail, failure: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      await manager.update(OutgoingMail, { id: mail.id }, { status: 'bounced', failure: failure.slice(0, 500) });
      await manager.query('DELETE FROM follow WHERE email = $1', [mail.recipient]);
      if (mail.accountId === null) return;
      await manager.query('UPDATE account SET bounced_at = $1 WHERE id = $2 AND email = $3', [
        this.clock.now(),
        mail.accountId,
        mail.recipient,
      ]);
    });
  }
}
