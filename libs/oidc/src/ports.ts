import type { IncomingMessage } from 'node:http';
import type { AdapterFactory, JWK, KoaContextWithOIDC } from 'oidc-provider';
import type { Door } from './client.js';
import type { PersonalClaims } from './scopes.js';

/** Private keys: those that sign first, each `alg` apart; then those that only verify, or will sign next. */
export interface SigningKeys {
  readonly keys: readonly JWK[];
}

/** What the provider needs of the world. */
export interface OidcPorts {
  readonly storage: AdapterFactory;
  readonly keys: SigningKeys;
  readonly accounts: {
    /** Whether the account is in order: confirmed, not suspended, not gone. */
    isActive(accountId: string): Promise<boolean>;
    /** What may be told of the account to this service; `scopes` that need no look-up cost none. */
    claims(accountId: string, serviceId: string | null, scopes: ReadonlySet<string>): Promise<Partial<PersonalClaims>>;
    mayUse(accountId: string, door: Door): Promise<boolean>;
    /** Whether the person agreed that the client gets these scopes. */
    agreed(accountId: string, clientId: string, scopes: readonly string[]): Promise<boolean>;
  };
  /** Tells a client that a sign-in ended; must not wait for the client. */
  readonly announceLogout: (clientId: string, accountId: string, sid: string) => Promise<void>;
  /** The only way out of the provider. */
  readonly fetch: typeof globalThis.fetch;
  readonly pages: ProviderPages;
  /** Called when a request is done and before it is answered: what its steps left to write. */
  readonly settle: (request: IncomingMessage) => Promise<void>;
  /** For errors that are no client's fault. */
  readonly onServerError: (error: Error) => void;
}

/** The pages that the provider itself shows; each sets body and type of `ctx`. */
export interface ProviderPages {
  /** Path of the portal where an interaction goes on. */
  interaction(uid: string): string;
  error(ctx: KoaContextWithOIDC, code: string, description: string): Promise<void>;
  /** `form`: where the answer is sent, with the secret of the question. */
  confirmLogout(ctx: KoaContextWithOIDC, form: { action: string; xsrf: string; client: string | null }): Promise<void>;
  loggedOut(ctx: KoaContextWithOIDC): Promise<void>;
}
