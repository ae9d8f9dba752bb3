import type { Locale } from '../i18n/locales.js';
import type { Flash } from '../pages/pages.js';
import type { Actor } from '../security/actor.js';

/** A file that came with a form. `name` and `claimedType` are what the browser said: untrusted. */
export interface UploadedFile {
  readonly name: string;
  readonly claimedType: string;
  readonly content: Buffer;
}

declare module 'http' {
  interface IncomingMessage {
    /** Set while the prefix of the language is taken off the address. */
    ronronLocale?: Locale;
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    locale: Locale;
    actor: Actor | null;
    /** Set by `@ShowsForm()`: the page holds a form that a visitor may send. */
    needsCsrf: boolean;
    /** Files of a multipart form, by field. */
    uploads: Readonly<Record<string, UploadedFile>>;
  }

  interface Session {
    flash?: Flash;
    /** Passport's: the account's id. */
    passport?: string;
    /** The account's security stamp when the session was made. */
    stamp?: string;
    createdAt?: string;
    seenAt?: string;
    userAgent?: string;
    address?: string;
  }
}
