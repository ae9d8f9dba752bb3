import { fail, ok, type Result } from '@ronron/kernel';
import type { z } from 'zod';

export type SettingFieldType = 'text' | 'url' | 'secret' | 'number' | 'boolean' | 'select';

/** One field of the operator's form. `secret` ones are sealed by the portal and never shown again. */
export interface SettingField {
  readonly name: string;
  readonly type: SettingFieldType;
  readonly required: boolean;
  /** Used when the field is left empty; in the form from the start. */
  readonly defaultValue: string | number | boolean | null;
  /** Values of a `select`. */
  readonly options: readonly { readonly value: string; readonly labelKey: string }[];
  readonly labelKey: string;
  readonly hintKey: string;
  /** Shown in the documentation. */
  readonly example: string;
}

/** What is wrong with one field: `problemKey` is a text for people, shown beside the field. */
export interface SettingIssue {
  readonly field: string;
  readonly problemKey: string;
}

export interface SettingsSchema<Settings> {
  readonly fields: readonly SettingField[];
  /**
   * Reads what a form posted or a database kept: strings, or the typed values of an earlier read. Fields that are not
   * in the schema are dropped.
   */
  read(values: Readonly<Record<string, unknown>>): Result<Settings, readonly SettingIssue[]>;
}

/** A field before it has its name; made by the functions of `setting-fields.ts`. */
export interface FieldDefinition<Value> {
  readonly type: SettingFieldType;
  readonly required: boolean;
  readonly defaultValue: string | number | boolean | null;
  readonly optionValues: readonly string[];
  readonly example: string;
  /** Its issues' messages are the last part of `connectors:problem.…`. */
  readonly validation: z.ZodType<Value>;
}

type Definitions = Readonly<Record<string, FieldDefinition<unknown>>>;
type ValuesOf<Fields extends Definitions> = {
  readonly [Name in keyof Fields]: Fields[Name] extends FieldDefinition<infer Value> ? Value : never;
};

/** Fields that are right alone and wrong together: names the field and the last part of `connectors:problem.…`. */
type CrossCheck<Settings> = (settings: Settings) => readonly { readonly field: string; readonly problem: string }[];

/** Builds the schema from which come the operator's form, the documentation's table and the checks. */
export function defineSettings<Fields extends Definitions>(
  connectorId: string,
  definitions: Fields,
  crossCheck: CrossCheck<ValuesOf<Fields>> = () => [],
): SettingsSchema<ValuesOf<Fields>> {
  const fields = Object.entries(definitions).map(([name, definition]): SettingField => {
    const key = `connectors:${connectorId}.settings.${name}`;
    return {
      name,
      type: definition.type,
      required: definition.required,
      defaultValue: definition.defaultValue,
      options: definition.optionValues.map((value) => ({ value, labelKey: `${key}.options.${value}` })),
      labelKey: `${key}.label`,
      hintKey: `${key}.hint`,
      example: definition.example,
    };
  });

  const issue = (field: string, problem: string): SettingIssue => ({
    field,
    problemKey: `connectors:problem.${problem}`,
  });

  return {
    fields,
    read(values) {
      const issues: SettingIssue[] = [];
      const settings: Record<string, unknown> = {};
      for (const [name, definition] of Object.entries(definitions)) {
        const given = Object.hasOwn(values, name) ? values[name] : undefined;
        const parsed = definition.validation.safeParse(given);
        if (parsed.success) settings[name] = parsed.data;
        else issues.push(issue(name, parsed.error.issues[0]!.message));
      }
      if (issues.length > 0) return fail(issues);
      const together = crossCheck(settings as ValuesOf<Fields>);
      if (together.length > 0) return fail(together.map(({ field, problem }) => issue(field, problem)));
      return ok(settings as ValuesOf<Fields>);
    },
  };
}
