import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../platform/config/tokens.js';
import { withLocale } from '../../../platform/i18n/locales.js';
import { longDate } from '../../../platform/i18n/long-date.js';
import { Mailer } from '../../../platform/mail/mailer.js';
import type { Account } from '../../accounts/account.entity.js';
import { Membership } from '../membership.entity.js';
import type { Organisation } from '../organisation.entity.js';
import type { Handover } from './handover.entity.js';

/** What people are told of a handover. */
@Injectable()
export class HandoverMails {
  constructor(
    private readonly mailer: Mailer,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  async offered(manager: EntityManager, organisation: Organisation, to: Account, by: string): Promise<void> {
    await this.tell(manager, to, 'offered', organisation, { by });
  }

  /** To every owner: each can object. */
  async claimed(
    manager: EntityManager,
    organisation: Organisation,
    by: { displayName: string },
    effectiveAt: Date,
  ): Promise<void> {
    for (const owner of await this.owners(manager, organisation.id))
      await this.tell(manager, owner, 'claimed', organisation, {
        by: by.displayName,
        date: longDate(effectiveAt, owner.locale),
      });
  }

  /** To who asked. */
  async refused(manager: EntityManager, { kind, organisation, from, to }: Handover, by: string): Promise<void> {
    const asker = kind === 'offer' ? from : to;
    if (asker) await this.tell(manager, asker, `refused-${kind}`, organisation as Organisation, { by });
  }

  /** To all owners as they are now, and to who handed over. */
  async done(manager: EntityManager, { organisation, organisationId, from, to }: Handover): Promise<void> {
    const people = [...(await this.owners(manager, organisationId)), ...(from ? [from as Account] : [])];
    for (const account of new Map(people.map((one) => [one.id, one])).values())
      await this.tell(manager, account, 'handed-over', organisation as Organisation, { owner: to!.displayName });
  }

  private async tell(
    manager: EntityManager,
    account: Account,
    mail: string,
    organisation: Organisation,
    params: Readonly<Record<string, string>>,
  ): Promise<void> {
    await this.mailer.send(manager, {
      to: account.email,
      accountId: account.id,
      locale: account.locale,
      text: `organisations:mails.${mail}`,
      params: {
        name: account.displayName,
        organisation: organisation.name,
        link: this.settings.publicUrl + withLocale(account.locale, `/organisations/${organisation.id}`),
        ...params,
      },
    });
  }

  private async owners(manager: EntityManager, organisationId: string): Promise<Account[]> {
    const owners = await manager.find(Membership, {
      where: { organisationId, role: 'owner' },
      relations: { account: true },
    });
    return owners.map(({ account }) => account as Account);
  }
}
