import { Injectable } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { AccountSessions } from '../account-sessions.service.js';
import { deviceOf, type Device } from './device.js';

export interface ListedSession {
  /** Names the session in forms without giving its secret identifier away. */
  readonly reference: string;
  readonly device: Device;
  readonly address: string;
  readonly createdAt: Date | null;
  readonly seenAt: Date | null;
  readonly current: boolean;
}

interface Row {
  readonly sid: string;
  readonly sess: { createdAt?: string; seenAt?: string; userAgent?: string; address?: string };
}

/** Where somebody is signed in, and the way to end it. */
@Injectable()
export class SessionList {
  constructor(
    private readonly database: DataSource,
    private readonly sessions: AccountSessions,
  ) {}

  /** This one first, then the last seen. */
  async of(actor: Actor, currentId: string): Promise<ListedSession[]> {
    const listed = (await this.rows(actor)).map(({ sid, sess }) => ({
      reference: referenceOf(sid),
      device: deviceOf(sess.userAgent ?? ''),
      address: sess.address ?? '',
      createdAt: dateOf(sess.createdAt),
      seenAt: dateOf(sess.seenAt),
      current: sid === currentId,
    }));
    const seen = ({ current, seenAt }: ListedSession): number => (current ? Infinity : (seenAt?.getTime() ?? 0));
    return listed.sort((a, b) => seen(b) - seen(a));
  }

  /** @throws AppError `not-found` when it is over already, or somebody else's. */
  async end(actor: Actor, reference: string): Promise<void> {
    const row = (await this.rows(actor)).find(({ sid }) => referenceOf(sid) === reference);
    if (row === undefined) throw new AppError(NOT_FOUND);
    await this.database.query('DELETE FROM session WHERE sid = $1 AND account_id = $2', [row.sid, actor.accountId]);
  }

  async endOthers(actor: Actor, currentId: string): Promise<void> {
    await this.sessions.endOthers(this.database.manager, actor.accountId, currentId);
  }

  private rows(actor: Actor): Promise<Row[]> {
    // The store dates by the server's clock, hence so does this.
    return this.database.query<Row[]>(
      'SELECT sid, sess FROM session WHERE account_id = $1 AND expire >= now()::timestamp LIMIT 200',
      [actor.accountId],
    );
  }
}

function referenceOf(sid: string): string {
  return createHash('sha256').update(`session list ${sid}`).digest('base64url').slice(0, 22);
}

function dateOf(text: string | undefined): Date | null {
  return text === undefined ? null : new Date(text);
}
