/** One question of a service's request form, defined by its operators as data. */
export interface RequestQuestion {
  /** Stable name of the answer, `[a-z][a-z0-9-]*`. */
  readonly name: string;
  readonly kind: 'short-text' | 'long-text' | 'number' | 'date' | 'choice' | 'yes-no';
  /** In the operators' own words, so not from a locale file. */
  readonly label: string;
  readonly hint?: string;
  readonly required: boolean;
  /** For `choice`. */
  readonly options?: readonly string[];
  /** For `number`. */
  readonly min?: number;
  readonly max?: number;
}
