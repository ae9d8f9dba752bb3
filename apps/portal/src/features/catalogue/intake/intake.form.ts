import { z } from 'zod';
import { optionalText } from '../../../platform/forms/form-fields.js';
import { intakes, type Intake } from '../../territories/structure.entity.js';
import type { Service } from '../service.entity.js';

const LONGEST_NOTE = 300;

export interface IntakeWord {
  readonly intake: Intake;
  readonly note: string;
}

export interface IntakeWords {
  readonly structure: IntakeWord;
  readonly services: ReadonlyMap<string, IntakeWord>;
}

/** The form of one structure and its services; a service that it does not name keeps its word. */
export function intakeForm(services: readonly Service[]): z.ZodType<IntakeWords> {
  const choice = z.enum(intakes, { error: 'ui:errors.choice' });
  const fields = Object.fromEntries(
    services.flatMap(({ id }) => [
      [`service-${id}`, choice.optional()],
      [`note-${id}`, optionalText(LONGEST_NOTE)],
    ]),
  );
  return z.object({ intake: choice, note: optionalText(LONGEST_NOTE), ...fields }).transform((form) => {
    const values = form as unknown as Record<string, string | undefined>;
    const said = services.flatMap(({ id }): [string, IntakeWord][] => {
      const intake = values[`service-${id}`] as Intake | undefined;
      return intake === undefined ? [] : [[id, { intake, note: values[`note-${id}`] ?? '' }]];
    });
    return { structure: { intake: form.intake as Intake, note: form.note as string }, services: new Map(said) };
  });
}
