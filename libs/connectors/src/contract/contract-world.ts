import type { AnyConnectorFactory } from '../registry.js';
import type { FailureReason } from './outcome.js';

export type WorldFault = 'hang-up' | 'lost-answer' | 'truncated' | 'silent' | 'http-500' | 'html' | 'twice';

/** A server to be tested against, reached through something that can break every call. */
export interface ContractWorld {
  readonly proxy: {
    readonly url: string;
    readonly requests: number;
    fail(fault: WorldFault | null, times?: number): void;
    failWhere(fits: (method: string, path: string) => boolean, fault: WorldFault, times?: number): void;
  };
  /** Settings that reach the server at this address. */
  settingsAt(url: string): Record<string, unknown>;
  /** Settings that the server refuses; absent when it has no credentials or is never asked. */
  wrongSettingsAt?(url: string): Record<string, unknown>;
  /** What must never stand in a failure's detail or a handle. */
  readonly secrets: readonly string[];
  stop(): Promise<void>;
}

export interface ContractOptions {
  readonly name: string;
  readonly factory: AnyConnectorFactory;
  readonly start: () => Promise<ContractWorld>;
  /** Milliseconds that `start` may take. */
  readonly startTimeoutMs?: number;
  /** Answers of `check` that differ from the usual, e.g. `link` is content with any page. */
  readonly checkOn?: Partial<Record<WorldFault, FailureReason | 'done'>>;
  /** Reasons that differ from the usual, e.g. where the protocol cannot tell half an answer from none. */
  readonly reasons?: Partial<Record<WorldFault, FailureReason>>;
}

/** What each fault is to be told as. */
export const usualReasons: Partial<Record<WorldFault, FailureReason | 'done'>> = {
  'hang-up': 'unreachable',
  'lost-answer': 'unreachable',
  truncated: 'bad-answer',
  silent: 'timeout',
  'http-500': 'bad-answer',
  html: 'bad-answer',
};
