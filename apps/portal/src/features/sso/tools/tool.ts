import type { PersonalScope } from '@ronron/oidc';
import type { KeyAlgorithm } from '../keys/oidc-key.entity.js';

/** Addresses at a tool that belongs to a client. */
export interface ToolAddresses {
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly backchannelLogoutUri: string | null;
}

/** What the instructions are written from. */
export interface ToolContext {
  readonly issuer: string;
  /** The tool's own, without a last slash. */
  readonly address: string;
  readonly clientId: string;
  /** A placeholder when it is not known: it is shown once, when it is made. */
  readonly clientSecret: string;
  /** As the tool asks for them, with `openid`. */
  readonly scope: string;
  readonly idTokenAlg: KeyAlgorithm;
}

/** Something to paste; `where` is a file or a page of the tool, the same in every language. */
export interface ToolSettings {
  readonly where: string;
  readonly text: string;
}

/** One kind of software that can sign people in here, as its own documentation wants it. */
export interface Tool {
  readonly id: string;
  /** Its name, the same in every language; null for the generic one. */
  readonly name: string | null;
  /** What it can use of what may be told of people. */
  readonly scopes: readonly PersonalScope[];
  readonly idTokenAlg: KeyAlgorithm;
  /** False for the one that sends no PKCE; it must then send a nonce. */
  readonly pkce: boolean;
  /** False for the one that sends no nonce either: it must keep a `state`. */
  readonly nonce?: false;
  /** True for the one that reads what is told of people only as a signed token. */
  readonly signedUserinfo?: true;
  /** Null: the operator enters them. */
  addresses(address: string): ToolAddresses | null;
  settings(context: ToolContext): readonly ToolSettings[];
}
