import type { Locale } from '../i18n/locales.js';
import type { Flash } from '../pages/pages.js';
import type { Actor } from '../security/actor.js';
import type { AuthenticationMethod } from '../security/authentication-method.js';

/** A file that came with a form. `name` and `claimedType` are what the browser said: untrusted. */
export interface UploadedFile {
  readonly name: string;
  readonly claimedType: string;
  readonly content: Buffer;
}

/** What is remembered between the first and the second proof. */
export interface HalfSignedIn {
  readonly accountId: string;
  /** The account's security stamp at the first proof. */
  readonly stamp: string;
  readonly methods: readonly AuthenticationMethod[];
  readonly stay: boolean;
  readonly next: string;
  readonly since: string;
  readonly signOutElsewhere?: SignOutElsewhere | undefined;
}

/** Where the session at the provider is ended that somebody came by. */
export interface SignOutElsewhere {
  readonly label: string;
  readonly address: string;
}

/** What a passkey is asked to sign, and for what its answer will count. */
export interface PasskeyChallenge {
  /** base64url */
  readonly challenge: string;
  readonly purpose: 'add' | 'sign-in' | 'second-proof' | 'confirmation';
  readonly since: string;
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
    /** The text of a JSON body as it was sent: what a signature is about. */
    rawText?: string;
    /** Files of a multipart form, by field. */
    uploads: Readonly<Record<string, UploadedFile>>;
  }

  interface Session {
    flash?: Flash;
    /** Passport's: the account's id. */
    passport?: string;
    /** The account's security stamp when the session was made. */
    stamp?: string;
    /** When its holder last proved who they are, by signing in or when asked again: `auth_time` of OpenID Connect. */
    authenticatedAt?: string;
    /** By what they proved it: `amr` of OpenID Connect. */
    amr?: readonly AuthenticationMethod[];
    /** Somebody who gave a first proof and owes a second one. Such a session belongs to nobody yet. */
    halfSignedIn?: HalfSignedIn;
    signOutElsewhere?: SignOutElsewhere;
    /** Challenges that wait for a passkey's answer. */
    passkeyChallenges?: readonly PasskeyChallenge[];
    /** Where somebody was going whose second factor is overdue: a path of ours, offered once they have one. */
    afterEnrolment?: string;
    /** The version of the terms that its holder was asked at sign-in to accept, and has not yet. */
    termsToAccept?: number;
    createdAt?: string;
    /** The sign-in as tools know it. It is kept while the same account signs in again. */
    sso?: { readonly uid: string; readonly accountId: string };
    seenAt?: string;
    userAgent?: string;
    address?: string;
  }
}
