import { z } from 'zod';
import { done, failed, type Outcome } from '../contract/outcome.js';
import type { HttpClient } from '../http/http-client.js';
import { readJson } from '../http/read-json.js';
import type { MailmanSettings } from './mailman.js';

const API = '3.1';

/** What Mailman said: the status is one of those that the caller expected. */
export interface MailmanAnswer {
  readonly status: number;
  read<Value>(shape: z.ZodType<Value>): Outcome<Value>;
}

export interface MailmanApi {
  /** `path` begins with a slash, its parts encoded. Any status beside `expected` is a failure. */
  call(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    expected: readonly number[],
    form?: Readonly<Record<string, string>>,
  ): Promise<Outcome<MailmanAnswer>>;
  /** One page of a collection, counted from 1; `next` is null after the last. */
  page<Value>(
    path: string,
    shape: z.ZodType<Value>,
    number: number,
  ): Promise<Outcome<{ readonly entries: readonly Value[]; readonly next: number | null }>>;
  /** Every entry of a collection, asked for in pages. */
  all<Value>(path: string, shape: z.ZodType<Value>): Promise<Outcome<readonly Value[]>>;
}

const PAGE = 200;
/** A server whose pages have no end would keep us asking for ever. */
const MOST_PAGES = 500;

export function createMailmanApi(settings: MailmanSettings, http: HttpClient): MailmanApi {
  const credentials = Buffer.from(`${settings.adminUser}:${settings.adminPassword}`).toString('base64');

  const api: MailmanApi = {
    async call(method, path, expected, form) {
      const answer = await http.send({
        method,
        url: `${settings.apiUrl}/${API}${path}`,
        headers: {
          authorization: `Basic ${credentials}`,
          accept: 'application/json',
          ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
      });
      if (answer.kind !== 'done') return answer;
      const { status } = answer.value;
      const detail = `Mailman answered HTTP ${status}.`;
      if (status === 401 || status === 403) return failed('unauthorised', detail);
      if (status === 503) return failed('unreachable', detail);
      if (!expected.includes(status)) return failed('bad-answer', detail);
      return done({ status, read: (shape) => readJson(answer.value, shape) });
    },

    async page(path, shape, number) {
      const answer = await api.call('GET', `${path}?count=${PAGE}&page=${number}`, [200, 404]);
      if (answer.kind !== 'done') return answer;
      // A list without the role, or without itself.
      if (answer.value.status === 404) return done({ entries: [], next: null });
      const read = answer.value.read(z.object({ entries: z.array(shape).default([]), total_size: z.number() }));
      if (read.kind !== 'done') return read;
      const { entries, total_size: total } = read.value;
      return done({ entries, next: entries.length === 0 || number * PAGE >= total ? null : number + 1 });
    },

    async all(path, shape) {
      const found: z.output<typeof shape>[] = [];
      for (let number = 1; number <= MOST_PAGES; number += 1) {
        const page = await api.page(path, shape, number);
        if (page.kind !== 'done') return page;
        found.push(...page.value.entries);
        if (page.value.next === null) return done(found);
      }
      return failed('bad-answer', 'The collection has no end.');
    },
  };
  return api;
}
