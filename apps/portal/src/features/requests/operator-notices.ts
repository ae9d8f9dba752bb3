import { Inject, Injectable } from '@nestjs/common';
import { DAY, type Clock } from '@ronron/kernel';
import { IsNull, Not, type EntityManager } from 'typeorm';
import { CLOCK } from '../../platform/config/tokens.js';
import { JobQueue } from '../../platform/jobs/job-queue.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { Service } from '../catalogue/service.entity.js';
import { RoleGrant } from '../roles/role-grant.entity.js';
import { holderName } from './holder-name.js';
import { RequestMails } from './request-mails.js';
import type { ServiceRequest } from './service-request.entity.js';

/** What operators are told, each a text of `requests:mails`. */
export type OperatorNews = 'newRequest' | 'newAppeal' | 'answered' | 'handedOver' | 'handoverDeclined';

/** The name of the task that sends one operator's digest. */
export const DIGEST = 'requests-digest';

/** Universal time: breakfast in Brittany, winter and summer. */
const DIGEST_HOUR = 5;

/** Tells the operators of the service's structure, and nobody else, at once or in a digest as each chose. */
@Injectable()
export class OperatorNotices {
  constructor(
    private readonly mailer: Mailer,
    private readonly mails: RequestMails,
    private readonly queue: JobQueue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async tell(manager: EntityManager, request: ServiceRequest, news: OperatorNews): Promise<void> {
    const service = await manager.findOneByOrFail(Service, { id: request.serviceId });
    const holder = await holderName(manager, request);
    for (const grant of await activeOperators(manager, service.structureId)) {
      if (grant.notify === 'daily') await this.addToDigest(manager, grant);
      if (grant.notify !== 'at-once') continue;
      const account = grant.account!;
      await this.mailer.send(manager, {
        to: account.email,
        accountId: account.id,
        locale: account.locale,
        text: `requests:mails.${news}`,
        params: {
          name: account.displayName,
          service: service.name,
          holder,
          link: this.mails.link(account, `/operateur/demandes/${request.id}`),
        },
      });
    }
  }

  /** One job for each operator and morning: a second one with the same key replaces the first. */
  private async addToDigest(manager: EntityManager, grant: RoleGrant): Promise<void> {
    await this.queue.add(
      manager,
      DIGEST,
      { grantId: grant.id },
      { key: `${DIGEST}:${grant.id}`, runAt: nextMorning(this.clock.now()) },
    );
  }
}

/** Operators who can sign in, hence decide. */
export async function activeOperators(manager: EntityManager, structureId: string): Promise<RoleGrant[]> {
  return manager.find(RoleGrant, {
    where: { role: 'operator', structureId, account: { suspendedAt: IsNull(), confirmedAt: Not(IsNull()) } },
    relations: { account: true },
  });
}

/** The next time of the digests after `now`. */
export function nextMorning(now: Date): Date {
  const morning = new Date(now);
  morning.setUTCHours(DIGEST_HOUR, 30, 0, 0);
  return morning > now ? morning : new Date(morning.getTime() + DAY);
}
