import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Field names whose value never reaches a log, at any depth up to three. */
const SECRET_FIELDS = [
  'password',
  'newPassword',
  'currentPassword',
  'passwordHash',
  'secret',
  'apiKey',
  'token',
  'authorization',
  'cookie',
  'set-cookie',
  'settings',
  'SECRET_KEY',
  'SECRET_KEYS_OLD',
  'DATABASE_URL',
  'SMTP_URL',
];

/** A JSON logger that blanks secrets wherever they stand. `level` is pino's, `silent` included. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const quoted = SECRET_FIELDS.map((field) => (field.includes('-') ? `["${field}"]` : field));
  const at = (prefix: string): string[] =>
    quoted.map((field) => (field.startsWith('[') ? `${prefix}${field}` : `${prefix}.${field}`));
  const paths = [...quoted, ...at('*'), ...at('*.*')];
  return pino({ level, base: undefined, redact: { paths, censor: '[hidden]' } }, destination ?? pino.destination(1));
}
