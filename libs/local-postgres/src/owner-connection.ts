import { setTimeout as delay } from 'node:timers/promises';
import { PORTAL_ROLE } from './data-folder.js';
import { LocalPostgresError } from './local-postgres-error.js';
import { isAlive } from './postmaster-file.js';
import { WireConnection, WireError } from './wire-connection.js';

/** Any number that the portal itself does not lock in the database `postgres`: "owner" in ASCII. */
const OWNER_LOCK = 0x6f776e6572;

/** The lock of a process that was just killed is released within this. Milliseconds. */
const LOCK_PATIENCE = 1_000;

/** A server that says it is ready answers within this, even on a busy machine. Milliseconds. */
const ANSWER_PATIENCE = 15_000;

/**
 * Signs in to a server that is ready, and makes this process its only owner: a lock held by a connection that stays open,
 * so that it ends with the process, however that ends.
 * @throws LocalPostgresError `in-use`, `unknown-password`, or `start-failed` when the server never answers.
 */
export async function becomeOwner(server: {
  dataDir: string;
  pid: number;
  port: number;
  password: string;
}): Promise<WireConnection> {
  const connection = await signIn(server);
  try {
    for (let waited = 0; waited < LOCK_PATIENCE; waited += 50) {
      const [[locked] = []] = await connection.query(`SELECT pg_try_advisory_lock(${OWNER_LOCK})`);
      if (locked === 't') return connection;
      await delay(50);
    }
  } catch (error) {
    await connection.close();
    throw error;
  }
  await connection.close();
  throw new LocalPostgresError(
    'in-use',
    `Another process already uses the embedded database in ${server.dataDir}. Stop it first, give this one another ` +
      `DATA_DIR, or set DATABASE_URL when several processes must share a database.`,
  );
}

async function signIn(server: {
  dataDir: string;
  pid: number;
  port: number;
  password: string;
}): Promise<WireConnection> {
  const address = { port: server.port, user: PORTAL_ROLE, password: server.password, database: 'postgres' };
  let reason: unknown;
  for (let waited = 0; waited < ANSWER_PATIENCE; waited += 20) {
    try {
      return await WireConnection.open(address);
    } catch (error) {
      if (error instanceof WireError && error.code.startsWith('28')) throw unknownPassword(server.dataDir, error);
      reason = error;
    }
    if (!(await isAlive(server.pid))) break;
    await delay(20);
  }
  throw new LocalPostgresError('start-failed', `The embedded database does not answer: ${String(reason)}`, {
    cause: reason,
  });
}

function unknownPassword(dataDir: string, cause: WireError): LocalPostgresError {
  return new LocalPostgresError(
    'unknown-password',
    `The embedded database in ${dataDir} does not accept the password of the file "postgres-password" beside it. ` +
      `Put the right file back (it belongs to the backup of the same day).`,
    { cause },
  );
}
