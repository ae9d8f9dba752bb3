import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction, isUniqueViolation } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { Account } from '../../accounts/account.entity.js';
import { AccountMails } from '../../accounts/tokens/account-mails.service.js';
import { IdentityProvider } from '../providers/identity-provider.entity.js';
import type { OutsideIdentity } from '../providers/provider-profiles.js';
import { LinkedIdentity } from './linked-identity.entity.js';

/** Which outside identities lead into which account. An e-mail address alone never does. */
@Injectable()
export class LinkedIdentities {
  constructor(
    private readonly database: DataSource,
    private readonly mails: AccountMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** The account behind an identity, null when there is none; it may be unconfirmed, suspended or on its way out. */
  async accountOf(identity: OutsideIdentity): Promise<Account | null> {
    const linked = await this.database.getRepository(LinkedIdentity).findOne({
      where: keyOf(identity),
      relations: { account: true },
    });
    if (linked === null) return null;
    const changes = { lastUsedAt: this.clock.now(), label: labelOf(identity), siret: identity.siret };
    await this.database.getRepository(LinkedIdentity).update({ id: linked.id }, changes);
    return linked.account!;
  }

  /** Inside the caller's transaction, for an account that has none yet of its own. @throws a unique violation when it leads elsewhere. */
  async add(manager: EntityManager, accountId: string, identity: OutsideIdentity): Promise<void> {
    const now = this.clock.now();
    const id = newId(this.clock, this.randomness);
    const { siret } = identity;
    await manager.insert(LinkedIdentity, {
      id,
      accountId,
      ...keyOf(identity),
      label: labelOf(identity),
      siret,
      createdAt: now,
      lastUsedAt: now,
    });
  }

  /** Links it to the account of somebody who just proved that it is theirs; they are told by mail. */
  async link(actor: Actor, provider: IdentityProvider, identity: OutsideIdentity): Promise<Result<void, 'elsewhere'>> {
    const before = await this.accountOf(identity);
    if (before !== null) return before.id === actor.accountId ? ok(undefined) : fail('elsewhere');
    try {
      await inTransaction(this.database, async (manager) => {
        await this.add(manager, actor.accountId, identity);
        await this.tell(manager, actor, 'identityLinked', provider.label);
      });
      return ok(undefined);
    } catch (error) {
      if (isUniqueViolation(error)) return fail('elsewhere');
      throw error;
    }
  }

  of(actor: Actor): Promise<LinkedIdentity[]> {
    return this.database
      .getRepository(LinkedIdentity)
      .find({ where: { accountId: actor.accountId }, relations: { provider: true }, order: { createdAt: 'ASC' } });
  }

  /** @throws AppError `not-found` when it is gone already, or somebody else's. */
  async unlink(actor: Actor, id: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const linked = await manager.findOne(LinkedIdentity, {
        where: { id, accountId: actor.accountId },
        relations: { provider: true },
      });
      if (linked === null) throw new AppError(NOT_FOUND);
      await manager.delete(LinkedIdentity, { id });
      await this.tell(manager, actor, 'identityUnlinked', linked.provider!.label);
    });
  }

  private async tell(manager: EntityManager, actor: Actor, mail: string, provider: string): Promise<void> {
    const reader = { ...actor, id: actor.accountId };
    const links = { identities: '/compte/identites', forgotten: '/mot-de-passe-oublie' };
    await this.mails.send(manager, reader, mail, links, { provider });
  }
}

function keyOf({
  providerId,
  authority,
  subject,
}: OutsideIdentity): Pick<LinkedIdentity, 'providerId' | 'authority' | 'subject'> {
  return { providerId, authority, subject };
}

function labelOf({ email, name }: OutsideIdentity): string {
  return email ?? name;
}
