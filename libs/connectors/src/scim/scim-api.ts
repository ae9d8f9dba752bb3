import { z } from 'zod';
import { done, failed, type Outcome } from '../contract/outcome.js';
import type { HttpClient, HttpMethod } from '../http/http-client.js';
import { readJson } from '../http/read-json.js';
import type { ScimSettings } from './scim.js';

const MEDIA_TYPE = 'application/scim+json';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const PAGE = 100;
/** A service whose pages have no end would keep us asking for ever. */
const MOST_PAGES = 1000;

export type Kind = 'Users' | 'Groups';

const meta = z.object({ version: z.string().max(200).optional() }).optional();
export const userShape = z.object({
  id: z.string().min(1).max(400),
  externalId: z.string().optional(),
  userName: z.string(),
  displayName: z.string().optional(),
  active: z.boolean().default(true),
  emails: z.array(z.object({ value: z.string().optional(), primary: z.boolean().optional() })).default([]),
  meta,
});
export const groupShape = z.object({
  id: z.string().min(1).max(400),
  externalId: z.string().optional(),
  displayName: z.string().default(''),
  members: z.array(z.object({ value: z.string() })).default([]),
  meta,
});
export type ScimUser = z.output<typeof userShape>;
export type ScimGroup = z.output<typeof groupShape>;
type Resource = {
  readonly id: string;
  readonly externalId?: string | undefined;
  readonly meta?: { version?: string | undefined } | undefined;
};

/** One step of RFC 7644, 3.5.2. */
export interface PatchStep {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: unknown;
}

/** Somebody changed the resource since it was read: to be read again. */
export const CHANGED = 412;

export function createScimApi(settings: ScimSettings, http: HttpClient) {
  async function call(
    method: HttpMethod,
    path: string,
    expected: readonly number[],
    body?: object,
    version?: string,
  ): Promise<Outcome<{ status: number; read<Value>(shape: z.ZodType<Value>): Outcome<Value> }>> {
    const answer = await http.send({
      method,
      url: `${settings.scimUrl}${path}`,
      headers: {
        authorization: `Bearer ${settings.token}`,
        accept: `${MEDIA_TYPE}, application/json`,
        ...(body === undefined ? {} : { 'content-type': MEDIA_TYPE }),
        ...(version === undefined ? {} : { 'if-match': version }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.kind !== 'done') return answer;
    const { status } = answer.value;
    const detail = `The service answered HTTP ${status}.`;
    if (status === 401 || status === 403) return failed('unauthorised', detail);
    if (status === 503) return failed('unreachable', detail);
    if (status === 507) return failed('quota', detail);
    if (!expected.includes(status)) return failed('bad-answer', detail);
    return done({ status, read: (shape) => readJson(answer.value, shape) });
  }

  /** Every resource that fits the filter; all of them where the service knows no such filter. */
  async function* pages<Value>(kind: Kind, shape: z.ZodType<Value>, filter: string | null) {
    const listShape = z.object({ totalResults: z.number(), Resources: z.array(shape).default([]) });
    let asked = filter;
    for (let startIndex = 1, page = 0; page < MOST_PAGES; page += 1) {
      const query = new URLSearchParams({
        startIndex: String(startIndex),
        count: String(PAGE),
        ...(asked === null ? {} : { filter: asked }),
      });
      const answer = await call('GET', `/${kind}?${query.toString()}`, [200, 400, 501]);
      if (answer.kind !== 'done') return void (yield answer);
      if (answer.value.status !== 200) {
        if (asked === null) return void (yield failed('bad-answer', 'The service does not list its resources.'));
        asked = null;
        continue;
      }
      const list = answer.value.read(listShape);
      if (list.kind !== 'done') return void (yield list);
      yield done(list.value.Resources);
      startIndex += list.value.Resources.length;
      if (list.value.Resources.length === 0 || startIndex > list.value.totalResults) return;
    }
    yield failed('bad-answer', 'The list of resources has no end.');
  }

  return {
    call,

    /** The first one that `fits`, whatever the service makes of the filter. */
    async find<Value>(
      kind: Kind,
      shape: z.ZodType<Value>,
      filter: string,
      fits: (resource: Value) => boolean,
    ): Promise<Outcome<Value | null>> {
      for await (const page of pages(kind, shape, filter)) {
        if (page.kind !== 'done') return page;
        const found = page.value.find(fits);
        if (found !== undefined) return done(found);
      }
      return done(null);
    },

    async all<Value>(
      kind: Kind,
      shape: z.ZodType<Value>,
      filter: string,
      fits: (resource: Value) => boolean,
    ): Promise<Outcome<readonly Value[]>> {
      const found: Value[] = [];
      for await (const page of pages(kind, shape, filter)) {
        if (page.kind !== 'done') return page;
        found.push(...page.value.filter(fits));
      }
      return done(found);
    },

    /** One page of all resources; RFC 7644 counts them from 1. */
    async page<Value>(
      kind: Kind,
      shape: z.ZodType<Value>,
      startIndex: number,
    ): Promise<Outcome<{ resources: readonly Value[]; next: number | null }>> {
      const listShape = z.object({ totalResults: z.number(), Resources: z.array(shape).default([]) });
      const answer = await call('GET', `/${kind}?startIndex=${startIndex}&count=${PAGE}`, [200]);
      if (answer.kind !== 'done') return answer;
      const list = answer.value.read(listShape);
      if (list.kind !== 'done') return list;
      const next = startIndex + list.value.Resources.length;
      const last = list.value.Resources.length === 0 || next > list.value.totalResults;
      return done({ resources: list.value.Resources, next: last ? null : next });
    },

    /** Null when there is none. */
    async read<Value>(kind: Kind, shape: z.ZodType<Value>, id: string): Promise<Outcome<Value | null>> {
      const answer = await call('GET', `/${kind}/${encodeURIComponent(id)}`, [200, 404]);
      if (answer.kind !== 'done') return answer;
      return answer.value.status === 404 ? done(null) : answer.value.read(shape);
    },

    /** Null when the service says that there is one already (409). */
    async make<Value>(kind: Kind, shape: z.ZodType<Value>, body: object): Promise<Outcome<Value | null>> {
      const answer = await call('POST', `/${kind}`, [201, 409], body);
      if (answer.kind !== 'done') return answer;
      return answer.value.status === 409 ? done(null) : answer.value.read(shape);
    },

    /**
     * Changes a part of a resource, only if it is still the one that was read. `whole` replaces it where the service does
     * not patch. @returns the status: 412 when it changed meanwhile, 404 when it is gone, 409 for a name that is taken.
     */
    async change(kind: Kind, resource: Resource, steps: readonly PatchStep[], whole: object): Promise<Outcome<number>> {
      const path = `/${kind}/${encodeURIComponent(resource.id)}`;
      const version = resource.meta?.version;
      const expected = [200, 204, 404, 409, CHANGED];
      const patched = await call(
        'PATCH',
        path,
        [...expected, 405, 501],
        { schemas: [PATCH_OP], Operations: steps },
        version,
      );
      if (patched.kind !== 'done') return patched;
      if (patched.value.status !== 405 && patched.value.status !== 501) return done(patched.value.status);
      const replaced = await call('PUT', path, expected, whole, version);
      return replaced.kind === 'done' ? done(replaced.value.status) : replaced;
    },

    async remove(kind: Kind, id: string): Promise<Outcome<void>> {
      const answer = await call('DELETE', `/${kind}/${encodeURIComponent(id)}`, [200, 204, 404]);
      return answer.kind === 'done' ? done(undefined) : answer;
    },
  };
}

export type ScimApi = ReturnType<typeof createScimApi>;

/** `attribute eq "value"` (RFC 7644, 3.4.2.2): the value is written as in JSON. */
export function equals(attribute: string, value: string): string {
  return `${attribute} eq ${JSON.stringify(value)}`;
}
