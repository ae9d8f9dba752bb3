import type { PortalSettings } from '../platform/config/portal-settings.js';

export interface CommandContext {
  /** Read once, when the command needs them. @throws SettingsError naming what is wrong. */
  settings(): PortalSettings;
  readonly args: readonly string[];
  print(line: string): void;
}

export interface Command {
  readonly name: string;
  /** What follows the name, e.g. `ID SETTINGS.json`. */
  readonly usage?: string;
  /** One line. */
  readonly about: string;
  /** @throws Error whose message says to the host what went wrong. */
  run(context: CommandContext): Promise<void>;
}
