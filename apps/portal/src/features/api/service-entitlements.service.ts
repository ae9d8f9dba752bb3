import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PortalSettings } from '../../platform/config/portal-settings.js';
import { SETTINGS } from '../../platform/config/tokens.js';
import { withLocale, type Locale } from '../../platform/i18n/locales.js';
import { Translations } from '../../platform/i18n/translations.js';
import { Service } from '../catalogue/service.entity.js';
import type { DenialReason, Entitlement } from '../subscriptions/entitlements/entitlement.js';
import { Entitlements } from '../subscriptions/entitlements/entitlements.service.js';
import { ApiClients, type ApiClient } from './api-clients.service.js';
import type { EntitlementAnswer } from './entitlement-answer.js';

/** About whom a service asks. `email` in lower case. */
export type Whose =
  | { readonly kind: 'sub'; readonly sub: string }
  | { readonly kind: 'email'; readonly email: string }
  | { readonly kind: 'organisation'; readonly id: string };

/** The decision of `Entitlements` as a service is told it. */
@Injectable()
export class ServiceEntitlements {
  constructor(
    private readonly database: DataSource,
    private readonly entitlements: Entitlements,
    private readonly clients: ApiClients,
    private readonly translations: Translations,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  async of(client: ApiClient, whose: Whose, locale: Locale): Promise<EntitlementAnswer> {
    const service = await this.database
      .getRepository(Service)
      .findOneOrFail({ where: { id: client.serviceId }, relations: { structure: true } });
    const { decision, holder } = await this.decide(client, service, whose);
    const about = { service: { id: service.id, name: service.name, address: service.address }, holder };
    if (decision.allowed) {
      const { role, quota, rights } = decision;
      const subscriptions = rights.map(({ subscriptionId: id, ...right }) => ({ id, ...right }));
      return { ...about, allowed: true, role, quota, subscriptions };
    }
    return { ...about, allowed: false, ...this.denial(service, decision.reason, decision.link, locale) };
  }

  private async decide(
    client: ApiClient,
    service: Service,
    whose: Whose,
  ): Promise<{ decision: Entitlement; holder: EntitlementAnswer['holder'] }> {
    if (whose.kind === 'organisation') {
      const decision = await this.entitlements.of(service.id, { organisationId: whose.id });
      return { decision, holder: { type: 'organisation', id: whose.id } };
    }
    if (whose.kind === 'sub') {
      const accountId = await this.clients.accountOf(client, whose.sub);
      const link = '/inscription';
      const decision: Entitlement =
        accountId === null
          ? { allowed: false, reason: 'account-unknown', link }
          : await this.entitlements.of(service.id, { accountId });
      return { decision, holder: { type: 'account', sub: whose.sub } };
    }
    const accountId = await this.relatedByEmail(service.id, whose.email);
    if (accountId !== null) {
      const decision = await this.entitlements.of(service.id, { accountId });
      return { decision, holder: { type: 'account', sub: this.clients.subOf(client, accountId) } };
    }
    // Whoever has no account and whoever has one that never came near this service look alike: the rest is not its business.
    const open = service.accessMode === 'without-account' && service.published;
    return {
      holder: { type: 'account' },
      decision: open
        ? { allowed: true, role: 'member', quota: null, rights: [] }
        : { allowed: false, reason: 'no-subscription', link: `/services/${service.slug}/demande` },
    };
  }

  /** An account that has, had or asked for the service, itself or by an organisation. */
  private async relatedByEmail(serviceId: string, email: string): Promise<string | null> {
    const [row] = await this.database.query<{ id: string }[]>(
      `SELECT account.id FROM account WHERE account.email = $2 AND (
         EXISTS (SELECT 1 FROM subscription WHERE service_id = $1 AND (account_id = account.id OR organisation_id IN
           (SELECT organisation_id FROM membership WHERE membership.account_id = account.id)))
         OR EXISTS (SELECT 1 FROM service_request request WHERE request.service_id = $1
           AND request.account_id = account.id AND request.status <> 'draft'))`,
      [serviceId, email],
    );
    return row?.id ?? null;
  }

  private denial(
    service: Service,
    reason: DenialReason,
    link: string,
    locale: Locale,
  ): Omit<Extract<EntitlementAnswer, { allowed: false }>, 'allowed' | 'service' | 'holder'> {
    const structure = service.structure!;
    const params = { service: service.name, structure: structure.name };
    const text = (part: string): string =>
      this.translations.text(locale, `subscriptions:entitlement.${reason}.${part}`, params);
    const address = (path: string): string => this.settings.publicUrl + withLocale(locale, path);
    return {
      reason,
      title: text('title'),
      message: text('text'),
      link: { url: address(link), label: text('action') },
      help: {
        name: structure.name,
        email: structure.email,
        url: address(`/structures/${structure.slug}`),
        advice: service.alternativeHelp,
      },
    };
  }
}
