import { Inject, Injectable } from '@nestjs/common';
import { AppError, newId, type Clock, type Randomness } from '@ronron/kernel';
import type { FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { DataSource, IsNull, Not, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { JointStatement } from '../../../platform/database/joint-statement.js';
import { longDateTime } from '../../../platform/i18n/long-date.js';
import { Translations } from '../../../platform/i18n/translations.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { Account } from '../account.entity.js';
import { deviceOf, type Device } from '../sessions/device.js';
import { AccountMails } from '../tokens/account-mails.service.js';
import { KnownDevice } from './known-device.entity.js';

/** More browsers than one person uses: beyond it the one not seen for longest is forgotten. */
const MOST_DEVICES = 20;

export interface ListedDevice {
  readonly id: string;
  readonly device: Device;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly current: boolean;
}

/** The browsers from which an account signed in: remembered, told of when new, listed, forgotten. */
@Injectable()
export class KnownDevices {
  constructor(
    private readonly database: DataSource,
    private readonly mails: AccountMails,
    private readonly translations: Translations,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /**
   * Has the statement write down that the account signs in now, from this browser. Its part `device`
   * tells whether the browser is `new` to the account: then it is to be told of.
   */
  signIn(signIn: JointStatement, request: FastifyRequest, account: Account): void {
    const secret = request.deviceSecret ?? this.randomness.bytes(32).toString('base64url');
    request.newDeviceSecret = secret;
    const now = this.clock.now();
    const userAgent = (request.headers['user-agent'] ?? '').slice(0, 300);
    signIn.add(
      'present',
      (value) => `UPDATE account SET last_sign_in_at = ${value(now)} WHERE id = ${value(account.id)}`,
    );
    const device = [newId(this.clock, this.randomness), account.id, deviceHash(secret), userAgent, now, now];
    signIn.add(
      'device',
      (value) => `INSERT INTO known_device (id, account_id, hash, user_agent, created_at, seen_at)
         VALUES (${device.map(value).join(', ')})
       ON CONFLICT (account_id, hash) DO UPDATE SET seen_at = EXCLUDED.seen_at, user_agent = EXCLUDED.user_agent
       RETURNING xmax = 0 AS new`,
    );
  }

  /**
   * Tells the holder by mail of a browser that is new to the account, `account` being as it was before; but for the very first: somebody who
   * just confirmed their address knows.
   */
  async welcome(account: Account, userAgent: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      await manager.query(
        `DELETE FROM known_device WHERE id IN
           (SELECT id FROM known_device WHERE account_id = $1 ORDER BY seen_at DESC, id DESC OFFSET $2)`,
        [account.id, MOST_DEVICES],
      );
      if (account.lastSignInAt === null) return;
      const links = { sessions: '/compte/sessions', forgotten: '/mot-de-passe-oublie' };
      const params = { device: this.inWords(account, userAgent), date: longDateTime(this.clock.now(), account.locale) };
      await this.mails.send(manager, account, 'newDevice', links, params);
    });
  }

  private inWords({ locale }: Account, userAgent: string): string {
    const text = (key: string, params = {}): string =>
      this.translations.text(locale, `accounts:sessions.${key}`, params);
    const { browser, system } = deviceOf(userAgent);
    if (browser === null && system === null) return text('unknown');
    return text('on', { browser: browser ?? text('unknownBrowser'), system: system ?? text('unknownSystem') });
  }

  /** The last seen first. */
  async of(actor: Actor, secret: string | null): Promise<ListedDevice[]> {
    const devices = await this.database
      .getRepository(KnownDevice)
      .find({ where: { accountId: actor.accountId }, order: { seenAt: 'DESC', id: 'DESC' } });
    const current = secret === null ? null : deviceHash(secret);
    return devices.map(({ id, hash, userAgent, createdAt, seenAt }) => ({
      id,
      device: deviceOf(userAgent),
      createdAt,
      seenAt,
      current: hash === current,
    }));
  }

  /** @throws AppError `not-found` when it is forgotten already, or somebody else's. */
  async forget(actor: Actor, id: string): Promise<void> {
    const { affected } = await this.database.getRepository(KnownDevice).delete({ id, accountId: actor.accountId });
    if (affected !== 1) throw new AppError(NOT_FOUND);
  }

  /** Forgets every browser but the one with this secret: whoever came in before may not have been the holder. */
  async forgetOthers(manager: EntityManager, accountId: string, secret: string | null): Promise<void> {
    const hash = secret === null ? Not(IsNull()) : Not(deviceHash(secret));
    await manager.delete(KnownDevice, { accountId, hash });
  }
}

/** What is kept of a browser's secret. */
export function deviceHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
