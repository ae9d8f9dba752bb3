import { strToU8, zipSync } from 'fflate';
import { z } from 'zod';
import type { ExportArtefact } from '../contract/connector.js';
import { done, type Outcome } from '../contract/outcome.js';
import { freeFileName } from '../names/file-name.js';
import { expectNoRefusal, type EtherpadApi } from './etherpad-api.js';

const htmlAnswer = z.object({ html: z.string() });
const textAnswer = z.object({ text: z.string() });

/** Every pad as a web page and as plain text, in one zip that opens anywhere. */
export async function exportPads(
  api: EtherpadApi,
  groupId: string,
  pads: readonly string[],
  at: Date,
): Promise<Outcome<ExportArtefact>> {
  const files: Record<string, Uint8Array> = {};
  const taken = new Set<string>();
  for (const name of pads) {
    const padID = `${groupId}$${name}`;
    const html = expectNoRefusal(await api.call('getHTML', { padID }, htmlAnswer));
    if (html.kind !== 'done') return html;
    const text = expectNoRefusal(await api.call('getText', { padID }, textAnswer));
    if (text.kind !== 'done') return text;
    const file = freeFileName(name, taken);
    files[`${file}.html`] = strToU8(html.value.html);
    files[`${file}.txt`] = strToU8(text.value.text);
  }
  const content = zipSync(files, { mtime: at });
  return done({ fileName: `pads-${at.toISOString().slice(0, 10)}.zip`, mediaType: 'application/zip', content });
}
