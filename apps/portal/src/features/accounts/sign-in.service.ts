import { Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Result } from '@ronron/kernel';
import fastq from 'fastq';
import { availableParallelism } from 'node:os';
import { DataSource } from 'typeorm';
import { poolOf } from '../../platform/database/migrate.js';
import { MOST_WAITING, Passwords } from '../../platform/security/passwords.js';
import { RateLimits, type RateLimit } from '../../platform/security/rate-limits.js';
import { BUSY } from '../../platform/security/security.errors.js';
import { Account } from './account.entity.js';
import { deviceHash } from './devices/known-devices.service.js';

/** A town behind one address can sign in; a robot behind it cannot try a dictionary. */
const BY_ADDRESS: RateLimit = { name: 'sign-in-address', points: 60, seconds: 15 * 60 };
/** One address guessing at one account. Strangers elsewhere do not lock its holder out with it … */
const BY_ACCOUNT: RateLimit = { name: 'sign-in-account', points: 10, seconds: 15 * 60 };
/** … and many addresses together get no further than a hundred guesses. */
const BY_ACCOUNT_ANYWHERE: RateLimit = { name: 'sign-in-account-anywhere', points: 100, seconds: 15 * 60 };

/** A browser from which the holder signed in before has tries of its own: what strangers use up keeps nobody out. */
const BY_DEVICE: RateLimit = { name: 'sign-in-device', points: 20, seconds: 15 * 60 };

/**
 * Enough that the threads which hash never wait for an answer of the database; few enough that many who sign in at once leave its connections,
 * and the event loop, to everybody else.
 */
const AT_ONCE = 4 * availableParallelism();

/** From where somebody tries. */
export interface SignInOrigin {
  /** Network address. */
  readonly address: string;
  /** The browser's secret, if it has one. */
  readonly deviceSecret: string | null;
}

interface Attempt {
  readonly email: string;
  readonly password: string;
  readonly origin: SignInOrigin;
}

@Injectable()
export class SignIn {
  private readonly line = fastq.promise((attempt: Attempt) => this.attempt(attempt), AT_ONCE);

  constructor(
    private readonly database: DataSource,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
  ) {}

  /**
   * Checks an e-mail and a password; whether the account may be signed in to is `SignInCompletion`'s to say.
   * @throws AppError `too-many-attempts` by network address, account or known device, whether or not there is such an account; `busy` when too
   * many wait already.
   */
  async check(email: string, password: string, origin: SignInOrigin): Promise<Result<Account, 'wrong'>> {
    if (this.line.length() >= MOST_WAITING) throw new AppError(BUSY, { seconds: 5 });
    return this.line.push({ email, password, origin });
  }

  private async attempt({ email, password, origin }: Attempt): Promise<Result<Account, 'wrong'>> {
    const found = await this.find(email, origin.deviceSecret);
    const forgive = await this.count(email, origin.address, found?.deviceId ?? null);
    const right = await this.passwords.verify(found?.passwordHash ?? null, password);
    if (found === null || !right) return fail('wrong');
    await forgive();
    return ok(found.account);
  }

  /** The account, and whether this browser is one of its own. One question, the same for addresses that nobody has. */
  private async find(
    email: string,
    deviceSecret: string | null,
  ): Promise<{ account: Account; passwordHash: string | null; deviceId: string | null } | null> {
    const columns = this.database.getMetadata(Account).columns.filter(({ isSelect }) => isSelect);
    const {
      rows: [row],
    } = await poolOf(this.database).query<Record<string, unknown>>({
      name: 'sign-in-account',
      // Each by its name: a prepared `*` fails once a newer release has added a column.
      text: `SELECT ${columns.map(({ databaseName }) => `account.${databaseName}`).join(', ')}, account.password_hash,
         device.id AS known_device_id FROM account
       LEFT JOIN known_device AS device ON device.account_id = account.id AND device.hash = $2
       WHERE account.email = $1`,
      values: [email, deviceSecret === null ? null : deviceHash(deviceSecret)],
    });
    if (row === undefined) return null;
    const values = columns.map(({ propertyName, databaseName }) => [propertyName, row[databaseName]]);
    return {
      account: Object.assign(new Account(), Object.fromEntries(values)),
      passwordHash: row['password_hash'] as string | null,
      deviceId: row['known_device_id'] as string | null,
    };
  }

  /** Counts the attempt. What it returns forgives those before it: the password was right. */
  private async count(email: string, address: string, deviceId: string | null): Promise<() => Promise<void>> {
    const [limit, key]: [RateLimit, string] =
      deviceId === null ? [BY_ACCOUNT, `${email} ${address}`] : [BY_DEVICE, deviceId];
    const strangers = [
      [BY_ADDRESS, address],
      [limit, key],
      [BY_ACCOUNT_ANYWHERE, email],
    ] as const;
    const counted = await this.limits.consumeAll(deviceId === null ? strangers : [[limit, key]]);
    const tries = counted[deviceId === null ? 1 : 0]!;
    // A write that most sign-ins do without: few people mistype that often.
    return async () => {
      if (tries > limit.points / 2) await this.limits.reset(limit, key);
    };
  }
}
