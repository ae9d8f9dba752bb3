import { z } from 'zod';
import { optionalText } from './form-fields.js';

const GIGABYTE = 1000 ** 3;

/** More than any structure of this kind grants; a typing mistake is likelier. */
const MOST = 10_000;

/** Gigabytes as they are shown, decimals with a comma or a point. Bytes come out; null when nothing was typed. `wrong` takes `maximum`. */
export function gigabytes(wrong: string): z.ZodType<number | null> {
  return optionalText(20).transform((text, context) => {
    if (text === '') return null;
    const typed = /^\d{1,6}([.,]\d{1,3})?$/.test(text) ? Number(text.replace(',', '.')) : NaN;
    if (typed > 0 && typed <= MOST) return Math.round(typed * GIGABYTE);
    context.addIssue({ code: 'custom', message: wrong, params: { maximum: MOST } });
    return z.NEVER;
  });
}
