import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { secretHash, type PersonalScope } from '@ronron/oidc';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { changedFields } from '../../../platform/audit/changed-fields.js';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { ClientDirectory } from '../clients/client-directory.service.js';
import { OidcClient, type Audience, type AudienceRole } from '../clients/oidc-client.entity.js';
import { OidcConsent } from '../clients/oidc-consent.entity.js';
import { withNewSecret, withoutPreviousSecret } from '../clients/secret-overlap.js';
import { SignInReviews } from '../ending/sign-in-reviews.service.js';
import { generic } from '../tools/generic.js';

/** What an administrator decides of an application. */
export interface ApplicationWishes {
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly backchannelLogoutUri: string | null;
  readonly scopes: readonly PersonalScope[];
  /** Whether people are asked before anything is told. */
  readonly consent: boolean;
  readonly audience: Audience;
  readonly audienceRoles: readonly AudienceRole[];
  readonly audienceHelp: string;
}

/** Those that an administrator sees. */
const LISTED = { serviceId: IsNull(), removedAt: IsNull() };

/** Applications that sign people in through the portal and are no service of the catalogue: a site of the commune, a partner's tool. */
@Injectable()
export class RegisteredApplications {
  constructor(
    private readonly database: DataSource,
    private readonly directory: ClientDirectory,
    private readonly reviews: SignInReviews,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  async all(): Promise<OidcClient[]> {
    return this.database
      .getRepository(OidcClient)
      .find({ where: LISTED, order: { name: 'ASC', id: 'ASC' }, take: 500 });
  }

  /** @throws AppError `not-found`, also for the client of a service. */
  async one(id: string): Promise<OidcClient> {
    const client = await this.database.getRepository(OidcClient).findOneBy({ ...LISTED, id });
    if (client === null) throw new AppError(NOT_FOUND);
    return client;
  }

  /**
   * Returns the secret with the application: it is told this once and kept nowhere.
   * @param pairwise decided for good: people have a `sub` of their own there.
   */
  async register(actor: Actor, wishes: ApplicationWishes, pairwise: boolean): Promise<{ id: string; secret: string }> {
    const id = newId(this.clock, this.randomness);
    const secret = this.newSecret();
    const now = this.clock.now();
    await inTransaction(this.database, async (manager) => {
      await manager.insert(OidcClient, {
        id,
        serviceId: null,
        tool: generic.id,
        pkce: generic.pkce,
        idTokenAlg: generic.idTokenAlg,
        secretHash: secretHash(secret),
        secretShownAt: now,
        pairwiseSalt: pairwise ? this.newSecret() : null,
        ...valuesOf(wishes),
        createdAt: now,
        updatedAt: now,
      });
      await this.record(manager, actor, id, 'registered', {}, { ...wishes, pairwise });
    });
    return { id, secret };
  }

  async change(actor: Actor, id: string, wishes: ApplicationWishes): Promise<void> {
    await this.write(actor, id, async (manager, client) => {
      await manager.update(OidcClient, { id }, { ...valuesOf(wishes), updatedAt: this.clock.now() });
      const { before, after } = changedFields(client, { ...wishes });
      // Who may no longer enter is out at once.
      if ('audience' in after || 'audienceRoles' in after) await this.reviews.reviewAllOf(manager, id);
      return { action: 'changed', before, after };
    });
  }

  /** A new secret, told this once. The one before is taken beside it for a week. */
  async renewSecret(actor: Actor, id: string): Promise<string> {
    const secret = this.newSecret();
    await this.write(actor, id, async (manager, client) => {
      const now = this.clock.now();
      const values = withNewSecret(client, secret, now);
      await manager.update(OidcClient, { id }, { ...values, updatedAt: now });
      return { action: 'secret-made', after: { previousSecretUntil: values.previousSecretUntil!.toISOString() } };
    });
    return secret;
  }

  /** The secret before is taken no more: it leaked, or the application knows the new one. */
  async endPreviousSecret(actor: Actor, id: string): Promise<void> {
    await this.write(actor, id, async (manager) => {
      await manager.update(OidcClient, { id }, withoutPreviousSecret);
      return { action: 'old-secret-ended' };
    });
  }

  /** Nobody is signed in there any more, and who is, is signed out. */
  async disable(actor: Actor, id: string): Promise<void> {
    await this.write(actor, id, async (manager, client) => {
      await manager.update(OidcClient, { id }, { disabledAt: client.disabledAt ?? this.clock.now() });
      await this.reviews.reviewAllOf(manager, id);
      return { action: 'disabled' };
    });
  }

  async enable(actor: Actor, id: string): Promise<void> {
    await this.write(actor, id, async (manager) => {
      await manager.update(OidcClient, { id }, { disabledAt: null });
      return { action: 'enabled' };
    });
  }

  /**
   * Only what is disabled. What people agreed to goes with it; the rest goes once the last of them is signed out there, or has been
   * tried to be for days (see `SsoStoragePurge`).
   */
  async remove(actor: Actor, id: string): Promise<Result<void, 'enabled'>> {
    let enabled = false;
    await this.write(actor, id, async (manager, client) => {
      enabled = client.disabledAt === null;
      if (enabled) return null;
      await manager.delete(OidcConsent, { clientId: id });
      await manager.update(OidcClient, { id }, { removedAt: this.clock.now() });
      return { action: 'removed', before: { name: client.name } };
    });
    return enabled ? fail('enabled' as const) : ok(undefined);
  }

  /**
   * `work` with the application locked, and what it did in the log; null: nothing.
   * @throws AppError `not-found`
   */
  async write(
    actor: Actor,
    id: string,
    work: (
      manager: EntityManager,
      client: OidcClient,
    ) => Promise<{ action: string; before?: Record<string, unknown>; after?: Record<string, unknown> } | null>,
  ): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const where = { ...LISTED, id };
      const client = await manager.findOne(OidcClient, { where, lock: { mode: 'pessimistic_write' } });
      if (client === null) throw new AppError(NOT_FOUND);
      const done = await work(manager, client);
      if (done !== null) await this.record(manager, actor, id, done.action, done.before ?? {}, done.after ?? {});
    });
    this.directory.forget(id);
  }

  private async record(
    manager: EntityManager,
    actor: Actor,
    id: string,
    action: string,
    before: Record<string, unknown>,
    after: Record<string, unknown>,
  ): Promise<void> {
    const subject = { kind: 'application', id };
    await this.audit.record(manager, actor, { action: `application.${action}`, subject, before, after });
  }

  private newSecret(): string {
    return Buffer.from(this.randomness.bytes(32)).toString('base64url');
  }
}

function valuesOf({ redirectUris, postLogoutRedirectUris, scopes, audienceRoles, ...rest }: ApplicationWishes) {
  return {
    ...rest,
    redirectUris: [...redirectUris],
    postLogoutRedirectUris: [...postLogoutRedirectUris],
    scopes: [...scopes],
    audienceRoles: [...audienceRoles],
  };
}
