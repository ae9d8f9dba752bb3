import { readSettings, type SettingDefinition, type SettingValues } from '@ronron/kernel';
import { resolve } from 'node:path';

const text = (description: string, example: string, defaultText: string): SettingDefinition<string | null> => ({
  description,
  example,
  defaultText,
  parse: (value) => value ?? null,
});

const url = (
  description: string,
  example: string,
  defaultText: string,
  protocols: readonly string[],
): SettingDefinition<string | null> => ({
  description,
  example,
  defaultText,
  parse: (value) => {
    if (value === undefined) return null;
    if (!URL.canParse(value)) throw new Error('this is not an address (URL).');
    const { protocol } = new URL(value);
    if (!protocols.includes(protocol)) throw new Error(`it must begin with ${protocols.join('// or ')}//.`);
    return value.replace(/\/$/, '');
  },
});

/** A whole number of days, at least one: what people are told beforehand cannot be over at once. */
const days = (description: string, fallback: number): SettingDefinition<number> => ({
  description,
  example: String(fallback * 2),
  defaultText: String(fallback),
  parse: (value = String(fallback)) => {
    const count = Number(value);
    if (!/^\d+$/.test(value) || count < 1 || count > 3650)
      throw new Error('it must be a whole number of days from 1 to 3650.');
    return count;
  },
});

/** Keys shorter than this, or made of few different characters, can be guessed. */
const SECRET_KEY_LENGTH = 32;

function assertStrongKey(key: string): string {
  if (key.length < SECRET_KEY_LENGTH || new Set(key).size < 10) {
    throw new Error(`it is too weak: at least ${SECRET_KEY_LENGTH} unpredictable characters are needed.`);
  }
  return key;
}

const SECRET_EXAMPLE = '$(openssl rand -base64 48)';

/** Every setting of the portal; `docs/configuration.md` lists the same ones, which a test checks. */
export const settingDefinitions = {
  NODE_ENV: {
    description: 'How strict the start is: in production there is no demonstration and no outbox page.',
    example: 'production',
    defaultText: 'development',
    parse: (value = 'development') => {
      if (value === 'production' || value === 'development' || value === 'test') return value;
      throw new Error('it must be production, development or test.');
    },
  } satisfies SettingDefinition<'production' | 'development' | 'test'>,
  HOST: text('The address on which the portal listens.', '127.0.0.1', '127.0.0.1 for a demonstration, else 0.0.0.0'),
  PORT: {
    description: 'The port on which the portal listens.',
    example: '8080',
    defaultText: '8080',
    parse: (value = '8080') => {
      const port = Number(value);
      if (!/^\d+$/.test(value) || port > 65535) throw new Error('it must be a whole number from 0 to 65535.');
      return port;
    },
  } satisfies SettingDefinition<number>,
  PUBLIC_URL: url(
    'The address under which people reach the portal, with no path. https is required in production.',
    'https://services.quimper.example',
    'http://localhost:PORT',
    ['http:', 'https:'],
  ),
  DATABASE_URL: url(
    'The PostgreSQL database (15 to 18). Unset: a PostgreSQL of its own under DATA_DIR.',
    'postgres://ronron:secret@127.0.0.1:5432/ronron',
    'the embedded PostgreSQL',
    ['postgres:', 'postgresql:'],
  ),
  DATA_DIR: {
    description: 'The folder in which the portal keeps what it makes itself: embedded database, key, outbox.',
    example: '/var/lib/ronron',
    defaultText: './var',
    parse: (value = './var') => resolve(value),
  } satisfies SettingDefinition<string>,
  SMTP_URL: url(
    'The mail server. Unset: mails are written to DATA_DIR/outbox and can be read at /outbox.',
    'smtps://user:password@mail.quimper.example:465',
    'the outbox folder',
    ['smtp:', 'smtps:'],
  ),
  MAIL_FROM: {
    description: 'The sender of the mails.',
    example: 'Ronron <ronron@quimper.example>',
    defaultText: 'Ronron <ronron@localhost>',
    parse: (value) => {
      if (value !== undefined && !/^[^<>\r\n]*<?[^\s<>@]+@[^\s<>@]+>?$/.test(value)) {
        throw new Error('it must be an e-mail address, with or without a name.');
      }
      return value ?? null;
    },
  } satisfies SettingDefinition<string | null>,
  BOUNCE_ADDRESS: {
    description: 'Where mails come back to that cannot be delivered; see below. Unset: to the sender.',
    example: 'retours@quimper.example',
    defaultText: 'none',
    parse: (value) => {
      // With what is added, the part before the @ must stay within 64 characters (RFC 5321, 4.5.3.1.1).
      if (value !== undefined && !/^[a-z0-9._-]{1,15}@[^\s<>@+]+$/i.test(value)) {
        throw new Error('it must be a bare e-mail address with at most 15 characters, and no +, before the @.');
      }
      return value ?? null;
    },
  } satisfies SettingDefinition<string | null>,
  SECRET_KEY: {
    description: 'Encrypts the secrets of services and signs cookies. Unset: made in DATA_DIR/secret-key.',
    example: SECRET_EXAMPLE,
    defaultText: 'a key made in DATA_DIR',
    parse: (value) => (value === undefined ? null : assertStrongKey(value)),
  } satisfies SettingDefinition<string | null>,
  SECRET_KEYS_OLD: {
    description: 'Former secret keys, separated by commas: they decrypt only, while secrets are being rotated.',
    example: SECRET_EXAMPLE,
    defaultText: 'none',
    parse: (value) => (value === undefined ? [] : value.split(',').map((key) => assertStrongKey(key.trim()))),
  } satisfies SettingDefinition<string[]>,
  TRUSTED_PROXIES: {
    description: 'Addresses or networks (CIDR) of the reverse proxies whose X-Forwarded-* headers are believed.',
    example: '127.0.0.1,10.0.0.0/8',
    defaultText: 'none',
    parse: (value) => {
      const proxies = value === undefined ? [] : value.split(',').map((part) => part.trim());
      const wrong = proxies.find((proxy) => !/^[0-9a-fA-F.:]+(\/\d{1,3})?$/.test(proxy));
      if (wrong !== undefined) throw new Error(`"${wrong}" is neither an address nor a network.`);
      return proxies;
    },
  } satisfies SettingDefinition<string[]>,
  DEMO: {
    description: 'Fills the portal with a demonstration and listens on 127.0.0.1 (1), or never does (0).',
    example: '1',
    defaultText: '1 when DATABASE_URL is unset, else 0',
    parse: (value) => {
      if (value === undefined) return null;
      if (value === '0' || value === '1') return value === '1';
      throw new Error('it must be 0 or 1.');
    },
  } satisfies SettingDefinition<boolean | null>,
  RELOAD_VIEWS: {
    description: 'Looks for changed templates before each page (1), for who writes them; slow.',
    example: '1',
    defaultText: '0',
    parse: (value = '0') => {
      if (value === '0' || value === '1') return value === '1';
      throw new Error('it must be 0 or 1.');
    },
  } satisfies SettingDefinition<boolean>,
  SECOND_FACTOR_GRACE_DAYS: {
    description: 'Days from the grant of a role until its holder must have a second factor; 0 asks for it at once.',
    example: '30',
    defaultText: '30; in a demonstration shown, but never enforced',
    parse: (value) => {
      if (value === undefined) return null;
      const days = Number(value);
      if (!/^\d+$/.test(value) || days > 3650) throw new Error('it must be a whole number of days from 0 to 3650.');
      return days;
    },
  } satisfies SettingDefinition<number | null>,
  CLOSURE_DAYS: days('Days from the wish to end a service until it is emptied; until then it can be called back.', 30),
  RENEWAL_GRACE_DAYS: days('Days after a yearly confirmation is due until the access to the service is suspended.', 30),
  RENEWAL_CLOSURE_DAYS: days('Days from the suspension of what nobody confirmed until it is emptied.', 60),
  LOG_LEVEL: {
    description: 'How much is logged, as JSON lines on the standard output.',
    example: 'info',
    defaultText: 'info',
    parse: (value = 'info') => {
      if (['silent', 'error', 'warn', 'info', 'debug'].includes(value)) return value;
      throw new Error('it must be silent, error, warn, info or debug.');
    },
  } satisfies SettingDefinition<string>,
};

type Read = SettingValues<typeof settingDefinitions>;

/** The settings as the program uses them: every default resolved but the two that `start` makes (database and key). */
export interface PortalSettings {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  /** Origin without a trailing slash. */
  readonly publicUrl: string;
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly bounceAddress: string | null;
  readonly secretKey: string | null;
  readonly oldSecretKeys: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly demonstration: boolean;
  readonly reloadViews: boolean;
  readonly secondFactorGraceDays: number;
  /** Whether what is due is enforced: not by default in a demonstration, whose accounts are everybody's. */
  readonly secondFactorEnforced: boolean;
  /** From the wish to end a service until it is emptied. */
  readonly closureDays: number;
  /** From the day on which a yearly confirmation is due until the access is suspended. */
  readonly renewalGraceDays: number;
  /** From that suspension until the service is emptied. */
  readonly renewalClosureDays: number;
  readonly logLevel: string;
}

/**
 * Reads the environment once.
 * @throws SettingsError naming every setting that is wrong, or missing in production, with an example.
 */
export function readPortalSettings(environment: Readonly<Record<string, string | undefined>>): PortalSettings {
  const production = environment['NODE_ENV'] === 'production';
  const read = readSettings(production ? requiredInProduction() : settingDefinitions, environment) as Read;
  const demonstration = !production && (read.DEMO ?? read.DATABASE_URL === null);
  return {
    production,
    host: demonstration ? '127.0.0.1' : (read.HOST ?? '0.0.0.0'),
    port: read.PORT,
    publicUrl: read.PUBLIC_URL ?? `http://localhost:${read.PORT}`,
    databaseUrl: read.DATABASE_URL,
    dataDir: read.DATA_DIR,
    smtpUrl: read.SMTP_URL,
    mailFrom: read.MAIL_FROM ?? 'Ronron <ronron@localhost>',
    bounceAddress: read.BOUNCE_ADDRESS,
    secretKey: read.SECRET_KEY,
    oldSecretKeys: read.SECRET_KEYS_OLD,
    trustedProxies: read.TRUSTED_PROXIES,
    demonstration,
    reloadViews: read.RELOAD_VIEWS,
    secondFactorGraceDays: read.SECOND_FACTOR_GRACE_DAYS ?? 30,
    secondFactorEnforced: !demonstration || read.SECOND_FACTOR_GRACE_DAYS !== null,
    closureDays: read.CLOSURE_DAYS,
    renewalGraceDays: read.RENEWAL_GRACE_DAYS,
    renewalClosureDays: read.RENEWAL_CLOSURE_DAYS,
    logLevel: read.LOG_LEVEL,
  };
}

/** Defaults for trying out never reach production silently: there, these settings must be given. */
const NEEDED_IN_PRODUCTION = ['PUBLIC_URL', 'SMTP_URL', 'MAIL_FROM', 'SECRET_KEY'] as const;

function requiredInProduction(): typeof settingDefinitions {
  const definitions: Record<string, SettingDefinition<unknown>> = { ...settingDefinitions };
  for (const name of NEEDED_IN_PRODUCTION) {
    const definition = settingDefinitions[name] as SettingDefinition<unknown>;
    definitions[name] = {
      ...definition,
      parse: (value) => {
        if (value === undefined) throw new Error('it is required when NODE_ENV=production.');
        if (name === 'PUBLIC_URL' && !value.startsWith('https://')) {
          throw new Error('it must begin with https:// when NODE_ENV=production.');
        }
        return definition.parse(value);
      },
    };
  }
  definitions['DEMO'] = {
    ...settingDefinitions.DEMO,
    example: '0',
    parse: (value) => {
      if (value === '1') throw new Error('there is no demonstration when NODE_ENV=production: unset it.');
      return settingDefinitions.DEMO.parse(value);
    },
  };
  return definitions as typeof settingDefinitions;
}
