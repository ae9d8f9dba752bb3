import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PortalSettings } from '../../platform/config/portal-settings.js';
import { SETTINGS } from '../../platform/config/tokens.js';
import { withLocale, type Locale } from '../../platform/i18n/locales.js';
import { Translations } from '../../platform/i18n/translations.js';
import { Mailer } from '../../platform/mail/mailer.js';
import type { Account } from '../accounts/account.entity.js';
import { Membership, type MembershipRole } from './membership.entity.js';
import type { Organisation } from './organisation.entity.js';

/** What people are told by mail about their organisations. */
@Injectable()
export class OrganisationMails {
  constructor(
    private readonly mailer: Mailer,
    private readonly translations: Translations,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /** In the inviter's language: the other's is not known. */
  async invite(
    manager: EntityManager,
    invitation: { email: string; role: MembershipRole; token: string; days: number },
    organisation: Organisation,
    inviter: { displayName: string; locale: Locale },
  ): Promise<void> {
    await this.mailer.send(manager, {
      to: invitation.email,
      locale: inviter.locale,
      text: 'organisations:mails.invitation',
      params: {
        organisation: organisation.name,
        inviter: inviter.displayName,
        role: this.roleIn(inviter.locale, invitation.role),
        days: invitation.days,
        link: this.link(inviter.locale, `/invitations/${invitation.token}`),
      },
    });
  }

  async joined(manager: EntityManager, organisation: Organisation, newcomer: string, except: string): Promise<void> {
    for (const owner of await this.owners(manager, organisation.id)) {
      if (owner.id === except) continue;
      await this.tell(manager, owner, 'organisations:mails.joined', organisation, { newcomer });
    }
  }

  async askedToJoin(
    manager: EntityManager,
    organisation: Organisation,
    asker: { displayName: string },
    message: string,
  ): Promise<void> {
    for (const owner of await this.owners(manager, organisation.id)) {
      await this.tell(manager, owner, 'organisations:mails.joinRequest', organisation, {
        asker: asker.displayName,
        message,
      });
    }
  }

  async joinAccepted(
    manager: EntityManager,
    organisation: Organisation,
    asker: Account,
    role: MembershipRole,
  ): Promise<void> {
    await this.tell(manager, asker, 'organisations:mails.joinAccepted', organisation, {
      role: this.roleIn(asker.locale, role),
    });
  }

  /** To the owners that were there before: nobody comes to lead an organisation behind their back. */
  async decidedForThem(
    manager: EntityManager,
    organisation: Organisation,
    newcomer: Account,
    role: MembershipRole,
  ): Promise<void> {
    for (const owner of await this.owners(manager, organisation.id)) {
      if (owner.id === newcomer.id) continue;
      await this.tell(manager, owner, 'organisations:mails.decidedForYou', organisation, {
        newcomer: newcomer.displayName,
        role: this.roleIn(owner.locale, role),
        help: this.link(owner.locale, '/aide'),
      });
    }
  }

  /** Names nobody and says no more of the organisation than the number that the asker typed. */
  async joinRefused(manager: EntityManager, asker: Account, number: string): Promise<void> {
    await this.mailer.send(manager, {
      to: asker.email,
      accountId: asker.id,
      locale: asker.locale,
      text: 'organisations:mails.joinRefused',
      params: { name: asker.displayName, number, link: this.link(asker.locale, '/aide') },
    });
  }

  async roleChanged(
    manager: EntityManager,
    organisation: Organisation,
    member: Account,
    role: MembershipRole,
  ): Promise<void> {
    await this.tell(manager, member, 'organisations:mails.roleChanged', organisation, {
      role: this.roleIn(member.locale, role),
    });
  }

  async removed(manager: EntityManager, organisation: Organisation, member: Account): Promise<void> {
    await this.tell(manager, member, 'organisations:mails.removed', organisation, {}, '/organisations');
  }

  async closed(
    manager: EntityManager,
    organisation: Organisation,
    member: Account,
    by: { displayName: string },
  ): Promise<void> {
    await this.tell(manager, member, 'organisations:mails.closed', organisation, { by: by.displayName }, '/aide');
  }

  private async tell(
    manager: EntityManager,
    account: Account,
    text: string,
    organisation: Organisation,
    params: Record<string, string>,
    path = `/organisations/${organisation.id}`,
  ): Promise<void> {
    await this.mailer.send(manager, {
      to: account.email,
      accountId: account.id,
      locale: account.locale,
      text,
      params: {
        name: account.displayName,
        organisation: organisation.name,
        link: this.link(account.locale, path),
        ...params,
      },
    });
  }

  private async owners(manager: EntityManager, organisationId: string): Promise<Account[]> {
    const owners = await manager.find(Membership, {
      where: { organisationId, role: 'owner' },
      relations: { account: true },
    });
    return owners.map((owner) => owner.account as Account);
  }

  private roleIn(locale: Locale, role: MembershipRole): string {
    return this.translations.text(locale, `organisations:roles.${role}`);
  }

  private link(locale: Locale, path: string): string {
    return `${this.settings.publicUrl}${withLocale(locale, path)}`;
  }
}
