/** One problem of one setting, worded for the person who starts the program. */
export interface SettingProblem {
  readonly name: string;
  readonly problem: string;
  readonly example: string;
}

/** Stops the start: lists every setting that is wrong or missing, never a secret's value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly SettingProblem[]) {
    super(problems.map((p) => `${p.name}: ${p.problem} Example: ${p.name}=${p.example}`).join('\n'));
  }
}

/** How one setting is read: `parse` returns its value, or throws an Error whose message ends the sentence "NAME: …". */
export interface SettingDefinition<Value> {
  /** What it does, in one line; `docs/configuration.md` shows it and a test keeps both equal. */
  readonly description: string;
  readonly example: string;
  /** Shown in the documentation when the variable is unset, e.g. `8080` or `http://localhost:PORT`. */
  readonly defaultText: string;
  readonly parse: (text: string | undefined) => Value;
}

export type SettingValues<Definitions> = {
  readonly [Name in keyof Definitions]: Definitions[Name] extends SettingDefinition<infer Value> ? Value : never;
};

/**
 * Reads every setting once.
 * @throws SettingsError with all problems together, so that nobody mends them one start at a time.
 */
export function readSettings<Definitions extends Record<string, SettingDefinition<unknown>>>(
  definitions: Definitions,
  environment: Readonly<Record<string, string | undefined>>,
): SettingValues<Definitions> {
  const problems: SettingProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(definitions)) {
    const text = environment[name]?.trim();
    try {
      values[name] = definition.parse(text === '' ? undefined : text);
    } catch (error) {
      problems.push({ name, problem: (error as Error).message, example: definition.example });
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return values as SettingValues<Definitions>;
}
