/** What is wrong with a field: a locale key and its params. */
export interface FieldError {
  readonly key: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** What was typed, ticked or chosen. */
export type FormValue = string | readonly string[] | boolean | undefined;

/** A form as it is drawn: values and errors by field name. An error under `form` is about the form as a whole. */
export interface FormState {
  readonly values: Readonly<Record<string, FormValue>>;
  readonly errors: Readonly<Record<string, FieldError>>;
}
