export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What `docs/errors.md` lists for each code; a test keeps the two equal. */
export interface AppErrorDefinition {
  /** Stable, in kebab case, e.g. `request-not-found`; part of the problem's `type`. */
  readonly code: string;
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** How loudly the server's log speaks of it. A user's mistake is never an `error`. */
  readonly level: LogLevel;
}

const definitions = new Map<string, AppErrorDefinition>();

/**
 * Declares an error code once, at module load.
 * @throws Error when two declarations share a code: that is a bug of ours.
 */
export function defineError(code: string, status: number, level: LogLevel = 'info'): AppErrorDefinition {
  if (definitions.has(code)) throw new Error(`The error code "${code}" is declared twice.`);
  const definition = { code, status, level };
  definitions.set(code, definition);
  return definition;
}

/** Every code declared by the modules loaded so far, sorted. */
export function declaredErrors(): readonly AppErrorDefinition[] {
  return [...definitions.values()].sort((a, b) => a.code.localeCompare(b.code));
}

/**
 * What ends a request early: nothing to correct in a form, so one filter turns it into a page or a JSON problem
 * (RFC 9457). `params` are shown to the user through the locale key `errors.<code>`; they must hold no secret.
 */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly definition: AppErrorDefinition,
    readonly params: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions,
  ) {
    super(definition.code, options);
  }
}
