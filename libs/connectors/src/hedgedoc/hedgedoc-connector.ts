import { zipSync } from 'fflate';
import type { ConnectorTools } from '../contract/connector-factory.js';
import type { Connector, Handle } from '../contract/connector.js';
import { done, failed, type Failed } from '../contract/outcome.js';
import { freeFileName } from '../names/file-name.js';
import { plainText } from '../names/plain-text.js';
import { createSignInOnly } from '../sign-in/sign-in-only.js';
import { hedgeDocNotes } from './hedgedoc-notes.js';
import { createHedgeDocSession } from './hedgedoc-session.js';
import type { HedgeDocSettings } from './hedgedoc.js';

const LONGEST_TITLE = 100;

export function createHedgeDocConnector(settings: HedgeDocSettings, tools: ConnectorTools): Connector {
  const { url } = settings;
  const { clock } = tools;
  const session = createHedgeDocSession(settings, tools);
  const notes = hedgeDocNotes(session);
  const inactive = (): Failed => failed('conflict', 'The subscription is not active.');
  const idIn = (handle: Handle): string => String(handle['subscriptionId']);

  return {
    ...createSignInOnly({ id: 'hedgedoc', startsAt: `${url}/auth/oauth2`, clock, askVersion: () => session.check() }),

    async usage(handle) {
      const there = await notes.list(idIn(handle));
      if (there.kind !== 'done') return there;
      const times = there.value.map(({ lastEditedAt }) => lastEditedAt?.getTime() ?? 0);
      const lastActivityAt = times.length === 0 ? null : new Date(Math.max(...times));
      return done({ bytes: null, items: there.value.length, lastActivityAt });
    },

    async export(handle) {
      const there = await notes.list(idIn(handle));
      if (there.kind !== 'done') return there;
      const taken = new Set<string>();
      const files: Record<string, Uint8Array> = {};
      for (const note of there.value) {
        const text = await notes.read(note);
        if (text.kind !== 'done') return text;
        files[`${freeFileName(note.name, taken)}.md`] = text.value;
      }
      const at = clock.now();
      const content = zipSync(files, { mtime: at });
      return done({ fileName: `notes-${at.toISOString().slice(0, 10)}.zip`, mediaType: 'application/zip', content });
    },

    listPads: (handle) => notes.list(idIn(handle)),

    async createPad(handle, text) {
      if (handle['state'] !== 'active') return inactive();
      const title = plainText(text, LONGEST_TITLE, '');
      if (title === '' || /[<>]/.test(title)) return failed('unsupported', 'HedgeDoc cannot hold a note of this name.');
      return notes.make(idIn(handle), title);
    },

    async open(handle, _who, item) {
      if (handle['state'] !== 'active') return inactive();
      if (item === undefined) return done({ url: `${url}/auth/oauth2`, cookies: [] });
      const there = await notes.list(idIn(handle));
      if (there.kind !== 'done') return there;
      const note = there.value.find(({ name }) => name === item);
      return note === undefined
        ? failed('conflict', 'There is no such note.')
        : done({ url: `${url}/${note.alias}`, cookies: [] });
    },
  };
}
