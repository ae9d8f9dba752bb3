import { Inject, Injectable } from '@nestjs/common';
import { AppError, isId, newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, IsNull } from 'typeorm';
import { AuditLog } from '../../../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../../../platform/config/tokens.js';
import { inTransaction } from '../../../../platform/database/in-transaction.js';
import { edits, type Actor } from '../../../../platform/security/actor.js';
import { SecretBox } from '../../../../platform/security/secret-box.js';
import { NOT_FOUND } from '../../../../platform/security/security.errors.js';
import { FiguresKey } from './figures-key.entity.js';

/** The secrets with which a commune's programs sign their values. */
@Injectable()
export class FiguresKeys {
  constructor(
    private readonly database: DataSource,
    private readonly box: SecretBox,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Those that still sign, newest first. */
  async of(communeId: string): Promise<FiguresKey[]> {
    return this.database
      .getRepository(FiguresKey)
      .find({ where: { communeId, revokedAt: IsNull() }, order: { id: 'DESC' } });
  }

  /** Gives the secret, which nobody can see again. */
  async make(actor: Actor, communeId: string, name: string): Promise<string> {
    if (!isId(communeId) || !edits(actor, communeId)) throw new AppError(NOT_FOUND);
    const secret = `whsec_${this.randomness.bytes(32).toString('base64')}`;
    const id = newId(this.clock, this.randomness);
    await inTransaction(this.database, async (manager) => {
      const sealedSecret = this.box.seal(secret, contextOf(id));
      await manager.insert(FiguresKey, { id, communeId, name, sealedSecret, createdAt: this.clock.now() });
      const subject = { kind: 'figures-key', id };
      await this.audit.record(manager, actor, { action: 'figures-key.made', subject, communeId, after: { name } });
    });
    return secret;
  }

  /** From then on nothing that it signed is taken. */
  async revoke(actor: Actor, id: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const key = isId(id) ? await manager.findOneBy(FiguresKey, { id, revokedAt: IsNull() }) : null;
      if (key === null || !edits(actor, key.communeId)) throw new AppError(NOT_FOUND);
      await manager.update(FiguresKey, { id }, { revokedAt: this.clock.now(), sealedSecret: '' });
      const { communeId, name } = key;
      const subject = { kind: 'figures-key', id };
      await this.audit.record(manager, actor, { action: 'figures-key.revoked', subject, communeId, before: { name } });
    });
  }

  /** With the secrets, to check a signature. */
  async open(communeId: string): Promise<{ id: string; name: string; secret: string }[]> {
    const keys = await this.database
      .getRepository(FiguresKey)
      .createQueryBuilder('key')
      .addSelect('key.sealedSecret')
      .where('key.commune_id = :communeId AND key.revoked_at IS NULL', { communeId })
      .orderBy('key.id')
      .getMany();
    return keys.map(({ id, name, sealedSecret }) => ({ id, name, secret: this.box.open(sealedSecret, contextOf(id)) }));
  }
}

function contextOf(id: string): string {
  return `figures_key.sealed_secret.${id}`;
}
