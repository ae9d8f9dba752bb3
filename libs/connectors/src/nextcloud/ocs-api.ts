import { z } from 'zod';
import { done, failed, type Failed, type Outcome } from '../contract/outcome.js';
import type { HttpAnswer, HttpClient } from '../http/http-client.js';
import { readJson } from '../http/read-json.js';

export interface NextcloudSettings {
  /** Without a last slash. */
  readonly url: string;
  readonly adminUser: string;
  readonly adminPassword: string;
  /** Whether we ask Nextcloud to write to a person whose account we made. */
  readonly welcomeMail: boolean;
  /** Of whoever has no personal subscription; millions of bytes. */
  readonly memberQuotaMegabytes: number;
}

/** Nextcloud says no with a code of its own, which means something only to the caller. */
export interface OcsRefusal {
  readonly kind: 'refused';
  readonly status: number;
  readonly code: number;
}

/** The code of a refusal that came from no OCS program: there is no such page, the app that has it is not enabled. */
export const NO_SUCH_PAGE = 0;

export type OcsAnswer<Value> = Outcome<Value> | OcsRefusal;

type Parameters = Readonly<Record<string, string>>;

export interface OcsApi {
  /**
   * `path` follows `/ocs/v2.php/cloud`, or the address of the app Team folders when it begins with `/folders`. Parameters of
   * GET and DELETE go into the query, the others into a form.
   */
  call<Value>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    parameters: Parameters,
    shape: z.ZodType<Value>,
  ): Promise<OcsAnswer<Value>>;
  /** The same for a list that comes in pages, whole. Failed when it has no end. */
  pages<Value, Item>(
    path: string,
    parameters: Parameters,
    shape: z.ZodType<Value>,
    itemsOf: (page: Value) => readonly Item[],
  ): Promise<OcsAnswer<readonly Item[]>>;
  /** The server's release. */
  version(): Promise<Outcome<string>>;
}

const PAGE = 50;
/** A server that ignores the offset would keep us asking for ever. */
const MOST_PAGES = 400;

const envelope = z.object({
  ocs: z.object({ meta: z.object({ statuscode: z.number() }), data: z.unknown() }),
});
const status = z.object({ installed: z.boolean(), maintenance: z.boolean(), versionstring: z.string().max(40) });

export function createOcsApi(settings: NextcloudSettings, http: HttpClient): OcsApi {
  const authorization = `Basic ${Buffer.from(`${settings.adminUser}:${settings.adminPassword}`).toString('base64')}`;

  const api: OcsApi = {
    async call(method, path, parameters, shape) {
      const form = new URLSearchParams(parameters);
      const inQuery = method === 'GET' || method === 'DELETE';
      const query = new URLSearchParams({ ...(inQuery ? parameters : {}), format: 'json' });
      const answer = await http.send({
        method,
        url: `${settings.url}${path.startsWith('/folders') ? '/index.php/apps/groupfolders' : '/ocs/v2.php/cloud'}${path}?${query.toString()}`,
        headers: {
          authorization,
          'ocs-apirequest': 'true',
          accept: 'application/json',
          ...(inQuery ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(inQuery ? {} : { body: form.toString() }),
      });
      if (answer.kind !== 'done') return answer;
      const trouble = troubleOf(answer.value.status);
      if (trouble !== null) return trouble;
      if (answer.value.status === 404 && !isJson(answer.value)) {
        return { kind: 'refused', status: 404, code: NO_SUCH_PAGE };
      }
      const read = readJson(answer.value, envelope);
      if (read.kind !== 'done') return read;
      const { meta, data } = read.value.ocs;
      // The code decides: behind some proxies a refusal still comes as HTTP 200, as it does in version 1.
      if (meta.statuscode === 997) return failed('unauthorised', 'Nextcloud refused the administration account.');
      if (meta.statuscode !== 200 && meta.statuscode !== 100) {
        return { kind: 'refused', status: answer.value.status, code: meta.statuscode };
      }
      const value = shape.safeParse(data);
      return value.success ? done(value.data) : failed('bad-answer', 'Nextcloud answered with data of another shape.');
    },

    async pages<Value, Item>(
      path: string,
      parameters: Parameters,
      shape: z.ZodType<Value>,
      itemsOf: (page: Value) => readonly Item[],
    ) {
      const found: Item[] = [];
      for (let offset = 0; offset < MOST_PAGES * PAGE; offset += PAGE) {
        const asked = { ...parameters, limit: String(PAGE), offset: String(offset) };
        const answer = await api.call('GET', path, asked, shape);
        if (answer.kind !== 'done') return answer;
        const items = itemsOf(answer.value);
        found.push(...items);
        if (items.length < PAGE) return done(found);
      }
      return failed('bad-answer', 'A list of Nextcloud has no end.');
    },

    async version() {
      const answer = await http.send({ method: 'GET', url: `${settings.url}/status.php` });
      if (answer.kind !== 'done') return answer;
      const read = readJson(answer.value, status);
      if (read.kind !== 'done') return read;
      if (read.value.maintenance || !read.value.installed) return failed('unreachable', 'Nextcloud is in maintenance.');
      return done(read.value.versionstring);
    },
  };
  return api;
}

function isJson({ headers }: HttpAnswer): boolean {
  return headers['content-type']?.includes('json') === true;
}

function troubleOf(httpStatus: number): Failed | null {
  if (httpStatus === 401 || httpStatus === 403) {
    return failed('unauthorised', `Nextcloud refused the administration account: HTTP ${httpStatus}.`);
  }
  if (httpStatus === 507) return failed('quota', 'Nextcloud has no room left.');
  if (httpStatus === 503) return failed('unreachable', 'Nextcloud is in maintenance: HTTP 503.');
  if (httpStatus === 429 || httpStatus >= 500) return failed('bad-answer', `Nextcloud answered HTTP ${httpStatus}.`);
  return null;
}

export function isAbsent(answer: OcsAnswer<unknown>): boolean {
  return answer.kind === 'refused' && (answer.code === 404 || answer.code === 998);
}

/** For calls where Nextcloud has no reason that the caller expects to say no. */
export function expectNoRefusal<Value>(answer: OcsAnswer<Value>, doing: string): Outcome<Value> {
  if (answer.kind !== 'refused') return answer;
  const reason = answer.code === 102 ? 'conflict' : 'bad-answer';
  return failed(reason, `${doing}: HTTP ${answer.status}, OCS code ${answer.code}.`);
}

/** That it went well, without what was answered. */
export function settled(outcome: Outcome<unknown>): Outcome<void> {
  return outcome.kind === 'done' ? done(undefined) : outcome;
}
