import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { AppError, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction, isUniqueViolation } from '../../../platform/database/in-transaction.js';
import { slugOf } from '../../../platform/forms/slug.js';
import type { Actor } from '../../../platform/security/actor.js';
import { SealedColumns } from '../../../platform/security/sealed-columns.js';
import { SecretBox } from '../../../platform/security/secret-box.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { IdentityProvider } from './identity-provider.entity.js';
import { isKnownProfile, profileRules, type ProviderProfile } from './provider-profiles.js';
import type { ProviderValues } from './provider.form.js';

/** The providers by which people may sign in: read by everybody's sign-in page, written by administrators. */
@Injectable()
export class IdentityProviders implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly box: SecretBox,
    private readonly sealed: SealedColumns,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    this.sealed.add({ table: 'identity_provider', column: 'client_secret', key: 'id', context: contextOf });
  }

  all(): Promise<IdentityProvider[]> {
    return this.database.getRepository(IdentityProvider).find({ order: { label: 'ASC' } });
  }

  /** One that is switched on and of a profile that we know. @throws AppError `not-found` */
  async open(slug: string): Promise<IdentityProvider> {
    const provider = await this.database.getRepository(IdentityProvider).findOneBy({ slug, enabled: true });
    if (provider === null || !isOffered(provider)) throw new AppError(NOT_FOUND);
    return provider;
  }

  /** @throws AppError `not-found` */
  async one(id: string): Promise<IdentityProvider> {
    const provider = await this.database.getRepository(IdentityProvider).findOneBy({ id });
    if (provider === null) throw new AppError(NOT_FOUND);
    return provider;
  }

  secretOf(provider: IdentityProvider): string {
    return this.box.open(provider.clientSecret, contextOf(provider.id));
  }

  /** The form in which the provider with this id keeps its secret. */
  seal(id: string, secret: string): string {
    return this.box.seal(secret, contextOf(id));
  }

  async add(actor: Actor, { secret, ...values }: ProviderValues): Promise<Result<void, 'taken'>> {
    const id = newId(this.clock, this.randomness);
    const now = this.clock.now();
    const provider = { ...values, id, slug: slugOf(values.label, 'fournisseur'), createdAt: now, updatedAt: now };
    return this.write(() =>
      inTransaction(this.database, async (manager) => {
        await manager.insert(IdentityProvider, { ...provider, clientSecret: this.seal(id, secret) });
        await this.audit.record(manager, actor, {
          action: 'identity-provider.added',
          subject: { kind: 'identity-provider', id },
          after: values,
        });
      }),
    );
  }

  /** An empty secret keeps the present one; whoever points the provider elsewhere must give it again. */
  async change(
    actor: Actor,
    id: string,
    { secret, ...values }: ProviderValues,
  ): Promise<Result<void, 'taken' | 'secret'>> {
    return this.write(() =>
      inTransaction(this.database, async (manager) => {
        const before = await manager.findOne(IdentityProvider, { where: { id }, lock: { mode: 'pessimistic_write' } });
        if (before === null) throw new AppError(NOT_FOUND);
        if (secret === '' && new URL(before.issuer).origin !== new URL(values.issuer).origin)
          return fail('secret' as const);
        const sealed = secret === '' ? {} : { clientSecret: this.seal(id, secret) };
        await manager.update(IdentityProvider, { id }, { ...values, ...sealed, updatedAt: this.clock.now() });
        await this.audit.record(manager, actor, {
          action: 'identity-provider.changed',
          subject: { kind: 'identity-provider', id },
          before: Object.fromEntries(Object.keys(values).map((key) => [key, before[key as keyof IdentityProvider]])),
          after: { ...values, ...(secret === '' ? {} : { secret: 'changed' }) },
        });
        return ok(undefined);
      }),
    );
  }

  private async write<Refusal extends string>(
    work: () => Promise<Result<void, Refusal> | void>,
  ): Promise<Result<void, Refusal | 'taken'>> {
    try {
      return (await work()) ?? ok(undefined);
    } catch (error) {
      if (isUniqueViolation(error)) return fail('taken');
      throw error;
    }
  }
}

function contextOf(id: string): string {
  return `identity-provider:${id}`;
}

/** Whether people may sign in by it: it is switched on, and of a profile whose rules we know. */
export function isOffered({ enabled, profile }: IdentityProvider): boolean {
  return enabled && isKnownProfile(profile);
}

/** Where people read what a provider of this profile is. */
export function aboutProvider(profile: ProviderProfile): string | null {
  return profileRules[profile].about;
}
