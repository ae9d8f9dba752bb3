import { z } from 'zod';
import type { ConnectorTools } from '../contract/connector-factory.js';
import { done, failed, type Failed, type Outcome, type Pending } from '../contract/outcome.js';
import { readJson } from '../http/read-json.js';
import { createCredentialSource } from './etherpad-credentials.js';
import type { EtherpadSettings } from './etherpad-settings.js';

/** The API says no for a reason that the caller may expect; it comes as HTTP 200 with code 1. */
export interface Refused {
  readonly kind: 'refused';
  readonly because: 'exists' | 'absent' | 'other';
}

export type ApiAnswer<Value> = Outcome<Value> | Refused;

export interface EtherpadApi {
  /** Calls one function of the HTTP API. `version` is the first API version that has it. */
  call<Value>(
    name: string,
    parameters: Readonly<Record<string, string>>,
    shape: z.ZodType<Value>,
    version?: string,
  ): Promise<ApiAnswer<Value>>;
  /** The server's release, e.g. `1.8.14`, or its API's version when it does not tell. */
  version(): Promise<Outcome<string>>;
  /**
   * A pad in Etherpad's own format, with its history and its chat, for who has this session. The API has no function for it:
   * it is the address of the pad's own menu. Null when the server does not give it, e.g. after too many in a short time.
   */
  wholePad(padId: string, sessionId: string): Promise<Outcome<Buffer | null>>;
}

/** In every release from 1.8 to 3: what this connector needs is older. */
const API_VERSION = '1.2.13';

const envelope = z.object({ code: z.number(), message: z.string().nullish(), data: z.unknown() });
const apiVersion = z.object({ currentVersion: z.string().max(40) });
const health = z.object({ releaseId: z.string().max(40) });

export function createEtherpadApi(settings: EtherpadSettings, tools: ConnectorTools): EtherpadApi {
  const base = settings.apiUrl ?? settings.url;
  const credentials = createCredentialSource(settings, tools);

  async function callOnce(name: string, parameters: Readonly<Record<string, string>>, version: string) {
    const allowed = await credentials.get();
    if (allowed.kind !== 'done') return allowed;
    return tools.http.send({
      method: 'POST',
      url: `${base}/api/${version}/${name}`,
      headers: {
        ...allowed.value.headers,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: new URLSearchParams({ ...parameters, ...allowed.value.form }).toString(),
    });
  }

  return {
    async call(name, parameters, shape, version = API_VERSION) {
      let answer = await callOnce(name, parameters, version);
      if (answer.kind === 'done' && answer.value.status === 401 && credentials.forget()) {
        answer = await callOnce(name, parameters, version);
      }
      if (answer.kind !== 'done') return answer;
      const { status } = answer.value;
      if (status >= 500) return failed('bad-answer', `${name}: HTTP ${status}.`);
      if (status === 401 || status === 403) return failed('unauthorised', `${name}: HTTP ${status}.`);
      // Before release 2 an unknown API version gets a page, not a code.
      if (status === 404 && version !== API_VERSION)
        return failed('unsupported', `${name}: this release has no such function.`);
      const read = readJson(answer.value, envelope);
      if (read.kind !== 'done') return read;
      const { code, message, data } = read.value;
      if (code !== 0) return refusalOf(name, code, message ?? '');
      const value = shape.safeParse(data);
      return value.success
        ? done(value.data)
        : failed('bad-answer', `${name}: the data has another shape than documented.`);
    },

    async version() {
      const released = await tools.http.send({ method: 'GET', url: `${base}/health` });
      if (released.kind !== 'done') return released;
      const told = readJson(released.value, health);
      if (told.kind === 'done') return done(told.value.releaseId);
      const answer = await tools.http.send({ method: 'GET', url: `${base}/api` });
      if (answer.kind !== 'done') return answer;
      const read = readJson(answer.value, apiVersion);
      return read.kind === 'done' ? done(`API ${read.value.currentVersion}`) : read;
    },

    async wholePad(padId, sessionId) {
      const answer = await tools.http.send({
        method: 'GET',
        url: `${base}/p/${encodeURIComponent(padId)}/export/etherpad`,
        headers: { cookie: `sessionID=${sessionId}` },
        redirects: 'answer',
      });
      if (answer.kind !== 'done') return answer;
      const { status, body } = answer.value;
      if (status >= 500) return failed('bad-answer', `The export of a pad: HTTP ${status}.`);
      if (status !== 200) return done(null);
      const read = readJson(answer.value, z.record(z.string(), z.unknown()));
      return read.kind === 'done' ? done(body) : read;
    },
  };
}

/** Codes 1 to 4 of the API. The message is only compared: it could repeat what was sent. */
function refusalOf(name: string, code: number, message: string): Refused | Failed {
  if (code === 1) {
    const because = /already exist/i.test(message) ? 'exists' : /not exist/i.test(message) ? 'absent' : 'other';
    return { kind: 'refused', because };
  }
  if (code === 3) return failed('unsupported', `${name}: this release has no such function.`);
  if (code === 4) return failed('unauthorised', `${name}: the key or token was refused.`);
  return failed('bad-answer', `${name}: code ${code}.`);
}

/** For calls where the API has no reason to say no. */
export function expectNoRefusal<Value>(answer: ApiAnswer<Value>): Outcome<Value> {
  if (answer.kind !== 'refused') return answer;
  return failed('conflict', `The server refused (${answer.because}).`);
}

export function isFailure<Value>(answer: ApiAnswer<Value>): answer is Failed | Pending {
  return answer.kind === 'failed' || answer.kind === 'pending';
}
