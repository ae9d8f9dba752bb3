import { MINUTE, SECOND } from '@ronron/kernel';
import { strToU8, zipSync } from 'fflate';
import { z } from 'zod';
import type { ExportArtefact } from '../contract/connector.js';
import { done, type Outcome } from '../contract/outcome.js';
import { freeFileName } from '../names/file-name.js';
import { expectNoRefusal, type EtherpadApi } from './etherpad-api.js';
import type { EtherpadGroups } from './etherpad-groups.js';
import { shownNameOf } from './pad-name.js';

const htmlAnswer = z.object({ html: z.string() });
const textAnswer = z.object({ text: z.string() });
const SESSION_SECONDS = (10 * MINUTE) / SECOND;

type Files = Record<string, Uint8Array>;

/**
 * Every pad three times in one zip: as a web page and as plain text, which open anywhere, and in Etherpad's own format, which
 * another Etherpad takes with history, authors and chat.
 */
export async function exportPads(
  api: EtherpadApi,
  groups: EtherpadGroups,
  groupId: string,
  pads: readonly string[],
  at: Date,
): Promise<Outcome<ExportArtefact>> {
  const files: Files = {};
  const taken = new Set<string>();
  const names = new Map(pads.map((pad) => [pad, freeFileName(shownNameOf(pad), taken)]));
  for (const [pad, name] of names) {
    const padID = `${groupId}$${pad}`;
    const html = expectNoRefusal(await api.call('getHTML', { padID }, htmlAnswer));
    if (html.kind !== 'done') return html;
    const text = expectNoRefusal(await api.call('getText', { padID }, textAnswer));
    if (text.kind !== 'done') return text;
    files[`${name}.html`] = strToU8(html.value.html);
    files[`${name}.txt`] = strToU8(text.value.text);
  }
  const whole = await addWholePads(api, groups, groupId, names, files, at);
  if (whole.kind !== 'done') return whole;
  const content = zipSync(files, { mtime: at });
  return done({ fileName: `pads-${at.toISOString().slice(0, 10)}.zip`, mediaType: 'application/zip', content });
}

/** By a session of the portal's own, which is ended behind it. */
async function addWholePads(
  api: EtherpadApi,
  groups: EtherpadGroups,
  groupId: string,
  names: ReadonlyMap<string, string>,
  files: Files,
  at: Date,
): Promise<Outcome<void>> {
  if (names.size === 0) return done(undefined);
  const author = await groups.authorOf('export', 'Ronron');
  if (author.kind !== 'done') return author;
  const validUntil = Math.floor(at.getTime() / SECOND) + SESSION_SECONDS;
  const session = await groups.startSession(groupId, author.value, validUntil);
  if (session.kind !== 'done') return session;
  const missing: string[] = [];
  let failure: Outcome<void> = done(undefined);
  for (const [pad, name] of names) {
    // Whoever was told "too many" is told so again: the rest waits for another copy.
    const whole = missing.length > 0 ? done(null) : await api.wholePad(`${groupId}$${pad}`, session.value);
    if (whole.kind !== 'done') {
      failure = whole;
      break;
    }
    if (whole.value === null) missing.push(name);
    else files[`${name}.etherpad`] = whole.value;
  }
  if (missing.length > 0) files['LISEZ-MOI.txt'] = strToU8(noteAbout(missing));
  const ended = await groups.endSession(session.value);
  return failure.kind === 'done' ? ended : failure;
}

/** For people who open the zip; French, then English, as in all that has no language of its own. */
function noteAbout(missing: readonly string[]): string {
  const list = missing.map((name) => `- ${name}`).join('\n');
  return [
    'Le serveur n’a pas donné tout de suite les pads suivants au format Etherpad (avec leur historique).',
    'Leur texte est bien là, en page web et en texte simple. Pour le reste, redemandez une copie dans quelques minutes.',
    '',
    'The server did not give the following pads in Etherpad’s own format (with their history) just now.',
    'Their text is here, as a web page and as plain text. For the rest, ask for another copy in a few minutes.',
    '',
    list,
    '',
  ].join('\n');
}
