import { Injectable } from '@nestjs/common';
import { fail, ok, type Result } from '@ronron/kernel';
import { setImmediate } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { JointStatement } from '../../platform/database/joint-statement.js';
import { Passwords } from '../../platform/security/passwords.js';
import { holdOrThrow, RateLimits, type Counted, type RateLimit } from '../../platform/security/rate-limits.js';
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

/** From where somebody tries. */
export interface SignInOrigin {
  /** Network address. */
  readonly address: string;
  /** The browser's secret, if it has one. */
  readonly deviceSecret: string | null;
}

@Injectable()
export class SignIn {
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
    // What follows is long work for one stretch: visitors are let in between.
    await setImmediate();
    const { found, forgive } = await this.findAndCount(email, origin);
    const right = await this.passwords.verify(found?.passwordHash ?? null, password);
    await setImmediate();
    if (found === null || !right) return fail('wrong');
    await forgive();
    return ok(found.account);
  }

  /**
   * The account, and the attempt counted, by the browser where it is one of the account's own and by everything else where it is not. One
   * question, the same for addresses that nobody has. `forgive` forgets the attempts: the password was right.
   */
  private async findAndCount(
    email: string,
    { address, deviceSecret }: SignInOrigin,
  ): Promise<{ found: { account: Account; passwordHash: string | null } | null; forgive: () => Promise<void> }> {
    const device = deviceHash(deviceSecret ?? '');
    const byDevice = [[BY_DEVICE, `${email} ${device}`]] as const;
    const byStranger = [
      [BY_ADDRESS, address],
      [BY_ACCOUNT, `${email} ${address}`],
      [BY_ACCOUNT_ANYWHERE, email],
    ] as const;
    const columns = this.database.getMetadata(Account).columns.filter(({ isSelect }) => isSelect);
    const attempt = new JointStatement('sign-in-attempt');
    attempt.add(
      'found',
      // Each by its name: a prepared `*` fails once a newer release has added a column.
      (
        value,
      ) => `SELECT ${columns.map(({ databaseName }) => `account.${databaseName}`).join(', ')}, account.password_hash,
           device.id IS NOT NULL AS known_device
         FROM account LEFT JOIN known_device AS device ON device.account_id = account.id AND device.hash = ${value(device)}
         WHERE account.email = ${value(email)}`,
    );
    const known = 'EXISTS (SELECT FROM found WHERE known_device)';
    const asDevice = this.limits.count(attempt, 'device', byDevice, known);
    const asStranger = this.limits.count(attempt, 'stranger', byStranger, `NOT ${known}`);
    const row = await attempt.run<Record<string, unknown> & { as_device: Counted; as_stranger: Counted }>(
      this.database,
      `SELECT found.*, ${asDevice} AS as_device, ${asStranger} AS as_stranger FROM (SELECT) AS one LEFT JOIN found ON true`,
    );
    const [own, limit, key] =
      row.as_device === null
        ? ([holdOrThrow(byStranger, row.as_stranger)[1]!, ...byStranger[1]] as const)
        : ([holdOrThrow(byDevice, row.as_device)[0]!, ...byDevice[0]] as const);
    // A write that most sign-ins do without: few people mistype that often.
    const forgive = async (): Promise<void> => {
      if (own > limit.points / 2) await this.limits.reset(limit, key);
    };
    if (row['id'] === null) return { found: null, forgive };
    const values = columns.map(({ propertyName, databaseName }) => [propertyName, row[databaseName]]);
    const account = Object.assign(new Account(), Object.fromEntries(values));
    return { found: { account, passwordHash: row['password_hash'] as string | null }, forgive };
  }
}
