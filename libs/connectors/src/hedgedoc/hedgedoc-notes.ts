import { z } from 'zod';
import { done, failed, type Outcome } from '../contract/outcome.js';
import { readJson } from '../http/read-json.js';
import { shortLogin } from '../names/short-login.js';
import type { HedgeDocSession } from './hedgedoc-session.js';

export interface Note {
  readonly alias: string;
  /** The title that people see, with a number behind it where two are the same. */
  readonly name: string;
  readonly lastEditedAt: Date | null;
}

const info = z.object({
  title: z.union([z.string(), z.number()]).transform((title) => String(title).slice(0, 200)),
  createtime: z.coerce.date().nullish().catch(null),
  updatetime: z.coerce.date().nullish().catch(null),
});
/** Each is asked for alone, so a listing must end. */
const MOST_NOTES = 500;
/** Who makes a note at the same moment takes the next number: as many tries as that may happen. */
const MOST_RACES = 5;

/**
 * The notes of a subscription. HedgeDoc lists none, so they are numbered: number `n` has an address made from the subscription
 * and `n`, which nobody who knows one of them can tell from it.
 */
export function hedgeDocNotes(session: HedgeDocSession) {
  async function list(subscriptionId: string): Promise<Outcome<readonly Note[]>> {
    const notes: Note[] = [];
    const names = new Set<string>();
    for (let number = 1; number <= MOST_NOTES; number += 1) {
      const alias = aliasOf(subscriptionId, number);
      const answer = await session.call({ method: 'GET', path: `/${alias}/info` });
      if (answer.kind !== 'done') return answer;
      const { status } = answer.value;
      if (status === 404) break;
      if (status !== 200) return failed('bad-answer', `A note was answered HTTP ${status}.`);
      const read = readJson(answer.value, info);
      if (read.kind !== 'done') return read;
      const { title, updatetime, createtime } = read.value;
      const name = names.has(title) ? `${title} (${number})` : title;
      names.add(name);
      notes.push({ alias, name, lastEditedAt: updatetime ?? createtime ?? null });
    }
    return done(notes);
  }

  return {
    list,

    /** `conflict` for a title that one of them has already. */
    async make(subscriptionId: string, title: string): Promise<Outcome<Note>> {
      const there = await list(subscriptionId);
      if (there.kind !== 'done') return there;
      if (there.value.some(({ name }) => name === title)) return failed('conflict', 'A note of this name exists.');
      const first = there.value.length + 1;
      for (let number = first; number < first + MOST_RACES && number <= MOST_NOTES; number += 1) {
        const alias = aliasOf(subscriptionId, number);
        const answer = await session.call({ method: 'POST', path: `/new/${alias}`, body: headingOf(title) });
        if (answer.kind !== 'done') return answer;
        const { status, headers } = answer.value;
        if (status === 409) continue;
        if (status === 403)
          return failed('unsupported', 'HedgeDoc makes no note at a chosen address (CMD_ALLOW_FREEURL).');
        if (status === 302 && (headers['location'] ?? '').endsWith(`/${alias}`)) {
          return done({ alias, name: title, lastEditedAt: null });
        }
        return failed('bad-answer', `A new note was answered HTTP ${status}.`);
      }
      return failed('quota', 'The subscription has as many notes as the portal can list.');
    },

    async read({ alias }: Note): Promise<Outcome<Buffer>> {
      const answer = await session.call({ method: 'GET', path: `/${alias}/download` });
      if (answer.kind !== 'done') return answer;
      const { status, body, headers } = answer.value;
      if (status !== 200 || !(headers['content-type'] ?? '').startsWith('text/markdown')) {
        return failed('bad-answer', `The text of a note was answered HTTP ${status}.`);
      }
      return done(body);
    },
  };
}

/**
 * Lower case letters and digits only: an alias with a capital in some places could read as the encoded id of another note, and
 * HedgeDoc then takes it for one that exists.
 */
function aliasOf(subscriptionId: string, number: number): string {
  return `ronron-${shortLogin('note', subscriptionId, String(number))}`;
}

/** The title as HedgeDoc reads it back: its first heading, every sign of Markdown taken as itself (CommonMark 2.4). */
function headingOf(title: string): string {
  return `# ${title.replace(/[!-/:-@[-`{-~]/g, '\\$&')}\n\n`;
}
