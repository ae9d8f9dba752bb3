import { z } from 'zod';
import { done, failed, type Failed, type Outcome } from '../contract/outcome.js';
import type { HttpAnswer, HttpClient, HttpMethod } from '../http/http-client.js';
import { readJson } from '../http/read-json.js';
import type { GaleneSettings } from './galene.js';

/** What we set in a group's definition (galene.md, "Group description reference"); the API keeps users and keys apart. */
export interface GaleneGroup {
  readonly displayName: string;
  readonly 'allow-recording': boolean;
  readonly autolock: boolean;
  readonly 'max-clients'?: number;
  /** RFC 3339; nobody joins after it. */
  readonly expires?: string;
}

const groupNames = z.array(z.string());
const anyGroup = z.record(z.string(), z.unknown());

/** The administrative API of Galène (galene-api.md, version 0). */
export function createGaleneApi(settings: GaleneSettings, http: HttpClient) {
  const base = `${settings.apiUrl ?? settings.url}/galene-api/v0/.groups/`;
  const credentials = Buffer.from(`${settings.adminUser}:${settings.adminPassword}`).toString('base64');

  async function send(
    method: HttpMethod,
    path: string,
    expected: readonly number[],
    sent?: { type: string; body: unknown; headers?: Record<string, string> },
  ): Promise<Outcome<HttpAnswer>> {
    const answer = await http.send({
      method,
      url: base + path,
      headers: {
        authorization: `Basic ${credentials}`,
        ...(sent === undefined ? {} : { 'content-type': sent.type, ...sent.headers }),
      },
      ...(sent === undefined ? {} : { body: JSON.stringify(sent.body) }),
    });
    if (answer.kind !== 'done') return answer;
    return expected.includes(answer.value.status) ? answer : failureOf(answer.value.status);
  }

  /** Makes the group what it should be. `conflict`: somebody else changed it between our look and our change. */
  async function put(name: string, wanted: GaleneGroup): Promise<Outcome<void>> {
    const found = await send('GET', name, [200, 404]);
    if (found.kind !== 'done') return found;
    const headers: Record<string, string> = { 'if-none-match': '*' };
    if (found.value.status === 200) {
      const known = readJson(found.value, anyGroup);
      if (known.kind !== 'done') return known;
      if (matches(known.value, wanted)) return done(undefined);
      const { etag } = found.value.headers;
      if (etag === undefined) return failed('bad-answer', 'Galène gives a group without its tag.');
      delete headers['if-none-match'];
      headers['if-match'] = etag;
    }
    const sent = { type: 'application/json', body: wanted, headers };
    const changed = await send('PUT', name, [201, 204, 412], sent);
    if (changed.kind !== 'done') return changed;
    return changed.value.status === 412 ? failed('conflict', 'The group was changed meanwhile.') : done(undefined);
  }

  return {
    /** The names of all groups. */
    async names(): Promise<Outcome<readonly string[]>> {
      const answer = await send('GET', '', [200]);
      return answer.kind === 'done' ? readJson(answer.value, groupNames) : answer;
    },

    /** Makes or changes a group, and once more when somebody else did so at the same moment. */
    async keep(name: string, wanted: GaleneGroup): Promise<Outcome<void>> {
      const first = await put(name, wanted);
      return first.kind === 'failed' && first.reason === 'conflict' ? put(name, wanted) : first;
    },

    /** The one key by which tokens of the group are believed; it replaces those before it. */
    async setKey(name: string, key: Uint8Array): Promise<Outcome<void>> {
      const keys = [{ kty: 'oct', alg: 'HS256', k: Buffer.from(key).toString('base64url') }];
      const sent = { type: 'application/jwk-set+json', body: { keys } };
      const set = await send('PUT', `${name}/.keys`, [201, 204], sent);
      return set.kind === 'done' ? done(undefined) : set;
    },

    async remove(name: string): Promise<Outcome<void>> {
      const removed = await send('DELETE', name, [204, 404]);
      return removed.kind === 'done' ? done(undefined) : removed;
    },
  };
}

function failureOf(status: number): Failed {
  const detail = `Galène answered HTTP ${status}.`;
  if (status === 401 || status === 403) return failed('unauthorised', detail);
  return failed(status === 502 || status === 503 || status === 504 ? 'unreachable' : 'bad-answer', detail);
}

/** Galène leaves out what is false, zero or empty. */
function matches(known: Record<string, unknown>, wanted: GaleneGroup): boolean {
  const bounded = ['max-clients', 'expires'].every(
    (field) => (known[field] ?? null) === (wanted[field as 'expires'] ?? null),
  );
  const flags = ['allow-recording', 'autolock'] as const;
  return (
    bounded &&
    known['displayName'] === wanted.displayName &&
    flags.every((flag) => Boolean(known[flag]) === wanted[flag])
  );
}
