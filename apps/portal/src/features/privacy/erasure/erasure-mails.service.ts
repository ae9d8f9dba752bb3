import { Inject, Injectable } from '@nestjs/common';
import { IsNull, Not, type EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../platform/config/tokens.js';
import { withLocale, type Locale } from '../../../platform/i18n/locales.js';
import { longDate } from '../../../platform/i18n/long-date.js';
import { Mailer } from '../../../platform/mail/mailer.js';
import { Account } from '../../accounts/account.entity.js';
import { RoleGrant } from '../../roles/role-grant.entity.js';

/** Whom a receipt goes to; their account is gone. */
export interface ErasedReader {
  readonly email: string;
  readonly name: string;
  readonly locale: Locale;
  /** Path of the receipt, with its secret. */
  readonly receipt: string;
}

/** The mails about erasure: receipts to those who left, news to those who have to do something about it. */
@Injectable()
export class ErasureMails {
  constructor(
    private readonly mailer: Mailer,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /** The dated receipt; the mail itself is forgotten once it is sent. */
  async receipt(
    manager: EntityManager,
    reader: ErasedReader,
    text: 'erased' | 'completed',
    erasedAt: Date,
  ): Promise<void> {
    await this.mailer.send(manager, {
      to: reader.email,
      locale: reader.locale,
      text: `privacy:mails.${text}`,
      params: {
        name: reader.name,
        date: longDate(erasedAt, reader.locale),
        link: this.link(reader.locale, reader.receipt),
      },
      forgetOnceSent: true,
    });
  }

  /** A service does not confirm: its structure's operators have to look. */
  async serviceStuck(manager: EntityManager, structureId: string, service: string): Promise<void> {
    for (const account of await operatorsOf(manager, structureId)) {
      await this.tell(manager, account, 'serviceStuck', { service }, '/operateur/effacements');
    }
  }

  /**
   * Somebody left organisations that nobody owns any more: those who run their services are told, and where there are none, the
   * administrators.
   */
  async withoutOwner(
    manager: EntityManager,
    organisations: readonly { readonly id: string; readonly name: string }[],
    leaver: string,
  ): Promise<void> {
    for (const { id, name } of organisations) {
      const structures = await manager.query<{ structure_id: string }[]>(
        `SELECT DISTINCT service.structure_id FROM subscription JOIN service ON service.id = subscription.service_id
         WHERE subscription.organisation_id = $1 AND subscription.status <> 'ended'`,
        [id],
      );
      const operators = (await Promise.all(structures.map((row) => operatorsOf(manager, row.structure_id)))).flat();
      const readers = operators.length > 0 ? operators : await administrators(manager);
      const path = operators.length > 0 ? `/operateur/organisations/${id}` : '/admin';
      for (const account of new Map(readers.map((one) => [one.id, one])).values()) {
        await this.tell(manager, account, 'withoutOwner', { organisation: name, leaver }, path);
      }
    }
  }

  private async tell(
    manager: EntityManager,
    account: Account,
    text: string,
    params: Record<string, string>,
    path: string,
  ): Promise<void> {
    await this.mailer.send(manager, {
      to: account.email,
      accountId: account.id,
      locale: account.locale,
      text: `privacy:mails.${text}`,
      params: { name: account.displayName, ...params, link: this.link(account.locale, path) },
    });
  }

  private link(locale: Locale, path: string): string {
    return `${this.settings.publicUrl}${withLocale(locale, path)}`;
  }
}

const ABLE = { suspendedAt: IsNull(), confirmedAt: Not(IsNull()) };

async function operatorsOf(manager: EntityManager, structureId: string): Promise<Account[]> {
  const grants = await manager.find(RoleGrant, {
    where: { role: 'operator', structureId, account: ABLE },
    relations: { account: true },
  });
  return grants.map(({ account }) => account!);
}

async function administrators(manager: EntityManager): Promise<Account[]> {
  const grants = await manager.find(RoleGrant, {
    where: { role: 'administrator', account: ABLE },
    relations: { account: true },
  });
  return grants.map(({ account }) => account!);
}
