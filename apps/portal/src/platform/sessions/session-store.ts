import connectPg from 'connect-pg-simple';
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { FastifyRequest } from 'fastify';
import type { Pool, QueryResult } from 'pg';
import type { JointStatement } from '../database/joint-statement.js';

/** What the store is given: the session's values, and its cookie with the end that it has, if any. */
interface SessionValues {
  readonly cookie?: { readonly expires?: Date | string | null };
  /** Set on what was read from the table. */
  stored?: boolean;
}

const keeping = new AsyncLocalStorage<true>();

/** While `renew` has a session replaced, the one that was there before does not end. */
export function keepingTheOldOne<Value>(renew: () => Promise<Value>): Promise<Value> {
  return keeping.run(true, renew);
}

const joining = new AsyncLocalStorage<JointStatement>();

/** Has the statement save a session that was renewed, as its part `session`, rather than the end of the request. */
export function saveSessionWith(statement: JointStatement, request: FastifyRequest): Promise<void> {
  return joining.run(statement, () => request.session.save());
}

type Done = (error?: unknown) => void;

/**
 * Sessions in PostgreSQL. One that was read from the table is only ever updated: when it is ended elsewhere, a request that
 * still runs does not bring it back by saving it.
 *
 * @param lifetime of a session whose cookie names no end, in milliseconds
 */
export function createSessionStore(pool: Pool, lifetime: number): object {
  // connect-pg-simple only needs a class to extend: @fastify/session's stores are event emitters too.
  const PgStore = connectPg({ Store: EventEmitter } as never);

  class SessionStore extends PgStore {
    override get(sid: string, done: (error: unknown, session?: never) => void): void {
      super.get(sid, (error: unknown, session) => {
        if (session === undefined || session === null) done(error);
        else done(error, { ...session, stored: true } as never);
      });
    }

    override destroy(sid: string, done: Done = () => undefined): void {
      if (keeping.getStore() === true) done();
      else super.destroy(sid, done);
    }

    override set(sid: string, session: never, done: Done = () => undefined): void {
      const values = session as SessionValues;
      const end = values.cookie?.expires ?? null;
      const statement = joining.getStore();
      if (statement !== undefined) {
        const row = [sid, session, end, lifetime / 1000];
        statement.add('session', (value) => {
          const [id, held, until, seconds] = row.map(value);
          return `INSERT INTO session (sid, sess, expire)
            VALUES (${id}, ${held}, coalesce(${until}::timestamptz, now() + make_interval(secs => ${seconds})))
            ON CONFLICT (sid) DO UPDATE SET sess = EXCLUDED.sess, expire = EXCLUDED.expire`;
        });
        return done();
      }
      if (values.stored !== true) {
        // One that holds nothing is not worth a row: renewing a session saves it empty before it is filled.
        if (Object.entries(values).some(([key, value]) => key !== 'cookie' && value !== undefined))
          super.set(sid, session, done);
        else done();
        return;
      }
      pool
        .query(
          'UPDATE session SET sess = $1, expire = coalesce($2::timestamptz, now() + make_interval(secs => $3)) WHERE sid = $4',
          [session, end, lifetime / 1000, sid],
        )
        .then(() => done(), done);
    }
  }
  return new SessionStore({
    pool: preparing(pool),
    tableName: 'session',
    ttl: lifetime / 1000,
    pruneSessionInterval: false,
  });
}

/** The library's few questions are asked with every page: each connection has them parsed and planned once. */
function preparing(pool: Pool): Pool {
  const query = (text: string, values: unknown[]): Promise<QueryResult> => {
    const name = `session-${createHash('sha1').update(text).digest('base64url')}`;
    return pool.query({ name, text, values });
  };
  return { query, on: () => undefined } as unknown as Pool;
}
