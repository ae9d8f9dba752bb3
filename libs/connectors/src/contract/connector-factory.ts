import type { Clock, Randomness } from '@ronron/kernel';
import type { HttpClient } from '../http/http-client.js';
import type { Tunnels } from '../tunnel/tunnels.js';
import type { Connector, ConnectorAbilities } from './connector.js';
import type { SettingsSchema } from './settings-schema.js';

/** What a connector may use of the world. */
export interface ConnectorTools {
  readonly http: HttpClient;
  /** For protocols that are not HTTP. */
  readonly tunnels: Tunnels;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** One kind of software: what it asks of operators, what it can do, and how a connector to one service is made. */
export interface ConnectorFactory<Settings = never> {
  /** In kebab case; stands in the database, never changes. */
  readonly id: string;
  readonly settings: SettingsSchema<Settings>;
  readonly can: ConnectorAbilities;
  /** Abilities that a service set up like this lacks all the same. */
  readonly lacks?: (settings: Settings) => readonly (keyof ConnectorAbilities)[];
  /** Its page, from the root of the repository. */
  readonly docs: string;
  /**
   * What people do themselves in the tool before they leave it, in order: texts `connectors:<id>.leaving.<step>`. None: the
   * general advice, to look through the tool and to save what one wants to keep.
   */
  readonly leaving?: readonly string[];
  /**
   * Whether the tool keeps something that people made once a subscription is absent, since it gives no way to remove it: receipts say so.
   * Absent: it keeps nothing.
   */
  readonly keepsContent?: (settings: Settings, holder: 'account' | 'organisation') => boolean;
  /** Makes no call. `settings` come from `settings.read`. */
  create(settings: Settings, tools: ConnectorTools): Connector;
}

const nothing: ConnectorAbilities = {
  accounts: false,
  groups: false,
  quota: false,
  sharedAccounts: false,
  suspend: false,
  export: false,
  usage: false,
  sso: false,
  rooms: false,
  lobby: false,
  recordings: false,
  pads: false,
  guests: false,
  erase: false,
  open: false,
  passwords: false,
};

/** The abilities named, and no other: a new ability is then absent everywhere until a connector claims it. */
export function abilities(...names: readonly (keyof ConnectorAbilities)[]): ConnectorAbilities {
  return { ...nothing, ...Object.fromEntries(names.map((name) => [name, true])) };
}
