import { z } from 'zod';

/** More than a hall holds: a digit too many. */
const MOST = 10_000;

/** `salle-<session>`, `ligne-<session>` and `agents-<session>` with a number or nothing; `venu` the ids of those who came. */
export const attendanceForm = z
  .object({ venu: z.union([z.string().transform((id) => [id]), z.array(z.string())]).default([]) })
  .catchall(z.string())
  .superRefine((fields, context) => {
    for (const [name, text] of Object.entries(fields)) {
      if (!/^(salle|ligne|agents)-/.test(name) || typeof text !== 'string') continue;
      if (!/^\s*\d{0,5}\s*$/.test(text) || Number(text) > MOST)
        context.addIssue({ code: 'custom', path: [name], message: 'gatherings:errors.number' });
    }
  });
export type AttendanceFields = z.output<typeof attendanceForm>;

/** The number typed into a field, or null when it was left empty. */
export function numberIn(fields: AttendanceFields, name: string): number | null {
  const text = fields[name];
  return typeof text !== 'string' || text.trim() === '' ? null : Number(text);
}
