import { findConnector } from '@ronron/connectors';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import { secretHash, type PersonalScope } from '@ronron/oidc';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { changedFields } from '../../../platform/audit/changed-fields.js';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { ManagedServices } from '../../catalogue/managed-services.service.js';
import { ServiceChanges } from '../../catalogue/service-changes.service.js';
import { Service } from '../../catalogue/service.entity.js';
import { findTool, likelyTool } from '../tools/known-tools.js';
import type { Tool } from '../tools/tool.js';
import { ClientDirectory } from './client-directory.service.js';
import { SignInReviews } from '../ending/sign-in-reviews.service.js';
import { OidcClient } from './oidc-client.entity.js';
import { OidcConsent } from './oidc-consent.entity.js';
import { withNewSecret, withoutPreviousSecret } from './secret-overlap.js';

/** What operators decide of a service's client. */
export interface ClientWishes {
  readonly tool: string;
  readonly scopes: readonly PersonalScope[];
  readonly consent: boolean;
  /** Only before anybody was signed in: it changes who people are there. */
  readonly pairwise: boolean;
  /** Of the generic tool; the others have theirs from the service's address. */
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly backchannelLogoutUri: string | null;
}

/** The clients of the catalogue's services: made with a service whose connector can sign people in, gone with it. */
@Injectable()
export class ServiceClients implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly services: ManagedServices,
    private readonly changes: ServiceChanges,
    private readonly directory: ClientDirectory,
    private readonly reviews: SignInReviews,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    this.changes.follow(async (manager, serviceId) => {
      await this.follow(manager, serviceId);
    });
  }

  /** @throws AppError `not-found` for what is not the actor's. Null for a service that cannot sign people in. */
  async of(actor: Actor, serviceId: string): Promise<{ service: Service; client: OidcClient | null }> {
    const service = await this.services.get(actor, serviceId);
    const client = await inTransaction(this.database, (manager) => this.follow(manager, serviceId));
    return { service, client };
  }

  /** @throws AppError `not-found` for what is not the actor's, or cannot sign people in. */
  async configure(actor: Actor, serviceId: string, wishes: ClientWishes): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const { service, client } = await this.lock(manager, actor, serviceId);
      const tool = findTool(wishes.tool);
      const fields = {
        tool: tool.id,
        scopes: wishes.scopes.filter((scope) => tool.scopes.includes(scope)),
        consent: wishes.consent,
        idTokenAlg: tool.idTokenAlg,
        pkce: tool.pkce,
        ...(tool.addresses(addressOf(service)) ?? {
          redirectUris: wishes.redirectUris,
          postLogoutRedirectUris: wishes.postLogoutRedirectUris,
          backchannelLogoutUri: wishes.backchannelLogoutUri,
        }),
      };
      const salt = client.secretShownAt === null ? this.saltFor(client, wishes.pairwise) : client.pairwiseSalt;
      const values = { ...fields, pairwiseSalt: salt, updatedAt: this.clock.now() };
      await manager.update(OidcClient, { id: client.id }, values as never);
      const { before, after } = changedFields(client, fields);
      await this.record(manager, actor, service, 'service.sign-in-changed', before, after);
    });
    await this.forgetOf(serviceId);
  }

  /** Returns the new secret: it is told this once and kept nowhere. The one before is taken beside it for a week. */
  async rotateSecret(actor: Actor, serviceId: string): Promise<string> {
    const secret = this.randomness.bytes(32).toString('base64url');
    await inTransaction(this.database, async (manager) => {
      const { service, client } = await this.lock(manager, actor, serviceId);
      const now = this.clock.now();
      const values = withNewSecret(client, secret, now);
      await manager.update(OidcClient, { id: client.id }, { ...values, updatedAt: now });
      await this.record(
        manager,
        actor,
        service,
        'service.sign-in-secret',
        {},
        {
          secretMade: now.toISOString(),
          previousSecretUntil: values.previousSecretUntil?.toISOString() ?? null,
        },
      );
    });
    await this.forgetOf(serviceId);
    return secret;
  }

  /** The secret before is taken no more, within seconds. */
  async endPreviousSecret(actor: Actor, serviceId: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const { service, client } = await this.lock(manager, actor, serviceId);
      await manager.update(OidcClient, { id: client.id }, withoutPreviousSecret);
      await this.record(manager, actor, service, 'service.sign-in-old-secret-ended', {}, {});
    });
    await this.forgetOf(serviceId);
  }

  /** Makes the client that a service lacks, moves its addresses with the service's, removes one that is none any more. */
  private async follow(manager: EntityManager, serviceId: string): Promise<OidcClient | null> {
    const service = await manager.findOneByOrFail(Service, { id: serviceId });
    const known = await manager.findOneBy(OidcClient, { serviceId });
    const able = findConnector(service.connectorId)?.can.sso ?? false;
    if (!able) {
      if (known !== null) await this.part(manager, service, known.id);
      return null;
    }
    if (known === null) return this.make(manager, service);
    const addresses = findTool(known.tool).addresses(addressOf(service));
    if (addresses !== null && addresses.redirectUris[0] !== known.redirectUris[0]) {
      await manager.update(OidcClient, { id: known.id }, addresses as never);
      this.directory.forget(known.id);
      return manager.findOneByOrFail(OidcClient, { id: known.id });
    }
    return known;
  }

  /**
   * The service signs nobody in any more: who was in it is signed out there, as from an application that was removed, and the client goes
   * once they are (see `SsoStoragePurge`).
   */
  private async part(manager: EntityManager, { name }: Service, id: string): Promise<void> {
    const now = this.clock.now();
    await this.reviews.reviewAllOf(manager, id);
    await manager.delete(OidcConsent, { clientId: id });
    await manager.update(OidcClient, { id }, { serviceId: null, name, disabledAt: now, removedAt: now });
    this.directory.forget(id);
  }

  private async make(manager: EntityManager, service: Service): Promise<OidcClient> {
    const tool: Tool = likelyTool(service.connectorId);
    const now = this.clock.now();
    const id = newId(this.clock, this.randomness);
    const addresses = tool.addresses(addressOf(service));
    await manager
      .createQueryBuilder()
      .insert()
      .into(OidcClient)
      .values({
        id,
        serviceId: service.id,
        tool: tool.id,
        // Of a secret that nobody knows, until one is asked for.
        secretHash: secretHash(this.randomness.bytes(32).toString('base64url')),
        redirectUris: [...(addresses?.redirectUris ?? [])],
        postLogoutRedirectUris: [...(addresses?.postLogoutRedirectUris ?? [])],
        backchannelLogoutUri: addresses?.backchannelLogoutUri ?? null,
        scopes: tool.id === 'generic' ? ['profile'] : [...tool.scopes],
        pkce: tool.pkce,
        idTokenAlg: tool.idTokenAlg,
        createdAt: now,
        updatedAt: now,
      })
      .orIgnore()
      .execute();
    return manager.findOneByOrFail(OidcClient, { serviceId: service.id });
  }

  private async lock(
    manager: EntityManager,
    actor: Actor,
    serviceId: string,
  ): Promise<{ service: Service; client: OidcClient }> {
    const service = await this.services.lock(manager, actor, serviceId);
    const client = await manager.findOneByOrFail(OidcClient, { serviceId });
    return { service, client };
  }

  private saltFor({ pairwiseSalt }: OidcClient, wanted: boolean): string | null {
    if (!wanted) return null;
    return pairwiseSalt ?? this.randomness.bytes(32).toString('base64url');
  }

  private async record(
    manager: EntityManager,
    actor: Actor,
    service: Service,
    action: string,
    before: Record<string, unknown>,
    after: Record<string, unknown>,
  ): Promise<void> {
    const subject = { kind: 'service', id: service.id };
    await this.audit.record(manager, actor, { action, subject, structureId: service.structureId, before, after });
  }

  private async forgetOf(serviceId: string): Promise<void> {
    const client = await this.database.getRepository(OidcClient).findOneBy({ serviceId });
    if (client !== null) this.directory.forget(client.id);
  }
}

function addressOf({ address }: Service): string {
  return address.replace(/\/+$/, '');
}
