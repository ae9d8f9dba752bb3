/** Why the embedded database cannot run; each has a message that says what to do. */
export type LocalPostgresProblem =
  | 'no-package'
  | 'broken-package'
  | 'data-folder'
  | 'other-version'
  | 'disk-full'
  | 'port-taken'
  | 'in-use'
  | 'unknown-password'
  | 'start-failed'
  | 'stop-failed';

/** Stops the start with a message for whoever runs the portal; it never holds the password. */
export class LocalPostgresError extends Error {
  override readonly name = 'LocalPostgresError';

  constructor(
    readonly problem: LocalPostgresProblem,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The error that fits what PostgreSQL's own programs printed. `doing` completes "PostgreSQL could not …". */
export function errorFromOutput(doing: string, output: string): LocalPostgresError {
  if (/No space left on device|Disk quota exceeded/i.test(output)) {
    return new LocalPostgresError(
      'disk-full',
      `PostgreSQL could not ${doing}: the disk is full. Free some space, then start again.\n${output}`,
    );
  }
  if (/Address already in use|could not create any TCP\/IP sockets/i.test(output)) {
    return new LocalPostgresError('port-taken', `PostgreSQL could not ${doing}: its port is taken.\n${output}`);
  }
  return new LocalPostgresError('start-failed', `PostgreSQL could not ${doing}.\n${output}`);
}
