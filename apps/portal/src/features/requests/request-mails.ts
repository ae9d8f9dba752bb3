import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PortalSettings } from '../../platform/config/portal-settings.js';
import { SETTINGS } from '../../platform/config/tokens.js';
import { withLocale } from '../../platform/i18n/locales.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { Account } from '../accounts/account.entity.js';
import { Service } from '../catalogue/service.entity.js';
import { Membership } from '../organisations/membership.entity.js';
import type { ServiceRequest } from './service-request.entity.js';

/** What the requester is told, each a text of `requests:mails`. */
export type RequesterNews =
  | 'received'
  | 'waitingList'
  | 'movedUp'
  | 'question'
  | 'message'
  | 'reminder'
  | 'approved'
  | 'refused'
  | 'refusedWithAlternative'
  | 'expired'
  | 'handoverProposed'
  | 'appealReceived';

type Params = Readonly<Record<string, string | number>>;

/** Tells the requester each step, with the link by which it can be answered. */
@Injectable()
export class RequestMails {
  constructor(
    private readonly mailer: Mailer,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  async toRequester(
    manager: EntityManager,
    request: ServiceRequest,
    news: RequesterNews,
    params: Params = {},
    path = `/demandes/${request.id}`,
  ): Promise<void> {
    const service = await manager.findOneByOrFail(Service, { id: request.serviceId });
    for (const account of await readers(manager, request)) {
      await this.mailer.send(manager, {
        to: account.email,
        accountId: account.id,
        locale: account.locale,
        text: `requests:mails.${news}`,
        params: {
          name: account.displayName,
          service: service.name,
          link: this.link(account, path),
          myServices: this.link(account, '/mes-services'),
          ...params,
        },
      });
    }
  }

  /** An address of ours in the language of its reader. */
  link(reader: Pick<Account, 'locale'>, path: string): string {
    return `${this.settings.publicUrl}${withLocale(reader.locale, path)}`;
  }
}

/** Who asked; when they have left, those who own the organisation for which they asked. */
async function readers(manager: EntityManager, { accountId, organisationId }: ServiceRequest): Promise<Account[]> {
  if (accountId !== null) return manager.findBy(Account, { id: accountId });
  const owners = await manager.find(Membership, {
    where: { organisationId: organisationId!, role: 'owner' },
    relations: { account: true },
  });
  return owners.map(({ account }) => account!);
}
