import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { fail, newId, ok, SECOND, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { Secret, TOTP } from 'otpauth';
import { toString as drawQrCode } from 'qrcode';
import { DataSource, IsNull, LessThan, Not, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { BrandSource } from '../../../platform/pages/brand-source.js';
import { hasRole, type Actor } from '../../../platform/security/actor.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { SealedColumns } from '../../../platform/security/sealed-columns.js';
import { SecretBox } from '../../../platform/security/secret-box.js';
import { FactorMails } from '../factor-mails.service.js';
import { SecondFactor } from '../second-factor.service.js';
import { TotpSecret } from './totp-secret.entity.js';

/** RFC 6238 with the values that every application knows. */
const PERIOD = 30;
/** RFC 6238, 5.2: one step either way for clocks that are off and people who type slowly. */
const WINDOW = 1;
/** RFC 4226, 4, R6: 160 bits. */
const SECRET_BYTES = 20;

/** With three codes of a million right at any time, 480 tries a day find one in about two years. */
const BY_ACCOUNT: RateLimit = { name: 'totp-code', points: 5, seconds: 15 * 60 };

export interface PendingTotp {
  /** In groups of four, for who types it. */
  readonly secret: string;
  /** What the QR code holds: opens the application on the telephone itself. */
  readonly uri: string;
  /** The QR code as a `data:` address. */
  readonly image: string;
}

/** Codes from an application (RFC 6238): enrolled with a first code, each accepted once. */
@Injectable()
export class Totp implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly box: SecretBox,
    private readonly sealed: SealedColumns,
    private readonly brand: BrandSource,
    private readonly limits: RateLimits,
    private readonly factors: SecondFactor,
    private readonly mails: FactorMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    this.sealed.add({ table: 'totp_secret', column: 'sealed_secret', key: 'id', context: sealedFor });
  }

  /** A new secret that waits for its first code; one that waited before is forgotten. */
  async begin(actor: Actor): Promise<void> {
    const id = newId(this.clock, this.randomness);
    const secret = new Secret({ buffer: Uint8Array.from(this.randomness.bytes(SECRET_BYTES)).buffer });
    await inTransaction(this.database, async (manager) => {
      await this.factors.lock(manager, actor.accountId);
      await manager.delete(TotpSecret, { accountId: actor.accountId, confirmedAt: IsNull() });
      await manager.insert(TotpSecret, {
        id,
        accountId: actor.accountId,
        sealedSecret: this.box.seal(secret.base32, sealedFor(id)),
        confirmedAt: null,
        createdAt: this.clock.now(),
      });
    });
  }

  /** What to give to the application, while the first code is waited for. */
  async pending(actor: Actor): Promise<PendingTotp | null> {
    const row = await this.find(this.database.manager, actor.accountId, false);
    if (row === null) return null;
    const { name } = await this.brand.current();
    const totp = this.reckoner(row, { issuer: name, label: actor.email });
    const uri = totp.toString();
    const svg = await drawQrCode(uri, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
    return {
      secret: totp.secret.base32.replace(/.{4}(?=.)/g, '$& '),
      uri,
      image: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`,
    };
  }

  /**
   * The first code is right: the application replaces the one before, if any. Gives recovery codes when they are the first.
   * @throws AppError `too-many-attempts`
   */
  async confirm(actor: Actor, code: string): Promise<Result<{ codes: string[] | null }, 'wrong' | 'nothing'>> {
    await this.limits.consume(BY_ACCOUNT, actor.accountId);
    const outcome = await inTransaction<Result<{ codes: string[] | null }, 'wrong' | 'nothing'>>(
      this.database,
      async (manager) => {
        const account = await this.factors.lock(manager, actor.accountId);
        const row = await this.find(manager, actor.accountId, false);
        if (row === null) return fail('nothing');
        const step = this.stepOf(row, code);
        if (step === null) return fail('wrong');
        const confirmedAt = this.clock.now();
        await manager.delete(TotpSecret, { accountId: account.id, confirmedAt: Not(IsNull()) });
        await manager.update(TotpSecret, { id: row.id }, { confirmedAt, lastStep: step, lastUsedAt: confirmedAt });
        const codes = await this.factors.added(manager, account, actor, 'totp');
        await this.mails.send(manager, account, 'totpAdded');
        return ok({ codes });
      },
    );
    if (outcome.ok) await this.limits.reset(BY_ACCOUNT, actor.accountId);
    return outcome;
  }

  /**
   * Whether the code is right and was not used before; uses it up.
   * @throws AppError `too-many-attempts`
   */
  async use(accountId: string, code: string): Promise<boolean> {
    await this.limits.consume(BY_ACCOUNT, accountId);
    const row = await this.find(this.database.manager, accountId, true);
    const step = row === null ? null : this.stepOf(row, code);
    if (row === null || step === null) return false;
    const used = await this.database
      .getRepository(TotpSecret)
      .update({ id: row.id, lastStep: LessThan(step) }, { lastStep: step, lastUsedAt: this.clock.now() });
    if (used.affected !== 1) return false;
    await this.limits.reset(BY_ACCOUNT, accountId);
    return true;
  }

  /** Whoever has a role keeps at least one factor. */
  async remove(actor: Actor): Promise<Result<void, 'last'>> {
    return inTransaction(this.database, async (manager) => {
      const account = await this.factors.lock(manager, actor.accountId);
      const { passkeys, totp } = await this.factors.held(actor.accountId, manager);
      if (!totp) return ok(undefined);
      if (passkeys === 0 && hasRole(actor)) return fail('last');
      await manager.delete(TotpSecret, { accountId: account.id });
      await this.factors.removed(manager, account);
      await this.mails.send(manager, account, 'totpRemoved');
      return ok(undefined);
    });
  }

  private find(manager: EntityManager, accountId: string, confirmed: boolean): Promise<TotpSecret | null> {
    return manager
      .getRepository(TotpSecret)
      .createQueryBuilder('totp')
      .addSelect('totp.sealedSecret')
      .where('totp.account_id = :accountId', { accountId })
      .andWhere(confirmed ? 'totp.confirmed_at IS NOT NULL' : 'totp.confirmed_at IS NULL')
      .getOne();
  }

  /** The step that a code belongs to, within the window around now; null for a wrong code. */
  private stepOf(row: TotpSecret, code: string): number | null {
    const timestamp = this.clock.now().getTime();
    const delta = this.reckoner(row).validate({ token: code.replace(/\s/g, ''), timestamp, window: WINDOW });
    return delta === null ? null : Math.floor(timestamp / (PERIOD * SECOND)) + delta;
  }

  private reckoner(row: TotpSecret, names: { issuer?: string; label?: string } = {}): TOTP {
    const secret = Secret.fromBase32(this.box.open(row.sealedSecret, sealedFor(row.id)));
    return new TOTP({ ...names, secret, algorithm: 'SHA1', digits: 6, period: PERIOD });
  }
}

function sealedFor(id: string): string {
  return `totp:${id}:secret`;
}
