import type { IncomingMessage } from 'node:http';
import { bodyOf, startPeerServer } from './peer-server.js';

export interface OcsUser {
  readonly id: string;
  enabled: boolean;
  email: string;
  displayname: string;
  /** Bytes, or `none`. */
  quota: number | 'none';
  used: number;
  /** Unix milliseconds; 0: never signed in. */
  lastLogin: number;
  language: string;
  readonly password: string;
  readonly groups: Set<string>;
}

/** One odd thing that the real server was seen to do. */
export type OcsOddity = 'create-answers-500-but-makes' | 'codes-as-http-200' | 'maintenance';

export interface OcsPeer {
  readonly url: string;
  readonly adminUser: string;
  readonly adminPassword: string;
  readonly users: Map<string, OcsUser>;
  /** Group id → display name. */
  readonly groups: Map<string, string>;
  /** Ids of the users to whom a welcome mail was asked for. */
  readonly welcomed: string[];
  /** Behaves so until the set is emptied. */
  readonly oddities: Set<OcsOddity>;
  stop(): Promise<void>;
}

interface Reply {
  readonly http: number;
  readonly code: number;
  readonly data?: unknown;
}

const OK: Reply = { http: 200, code: 200, data: [] };
const refuse = (http: number, code: number): Reply => ({ http, code, data: [] });

/**
 * Looks like the user provisioning of a Nextcloud 32 behind OCS v2, answering as the real one was seen to: 400 with
 * 101, 102, 104 and 107 for a creation, 404/998 for a second removal, 404/404 for an absent user, 401/997 for a wrong
 * administrator, 412 without the OCS header, and 503 on the WebDAV address of a disabled user.
 */
export async function startOcsPeer(): Promise<OcsPeer> {
  const users = new Map<string, OcsUser>();
  const groups = new Map<string, string>([['admin', 'admin']]);
  const welcomed: string[] = [];
  const oddities = new Set<OcsOddity>();
  const adminUser = 'ronron';
  const adminPassword = 'Xq3ab-Yz7cd-Wv9ef';
  const basic = `Basic ${Buffer.from(`${adminUser}:${adminPassword}`).toString('base64')}`;

  const server = await startPeerServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://peer');
      const send = (status: number, body: object | string): void => {
        const json = typeof body === 'object';
        response.writeHead(status, { 'content-type': json ? 'application/json; charset=utf-8' : 'text/html' });
        response.end(json ? JSON.stringify(body) : body);
      };
      const parameters = new URLSearchParams(await bodyOf(request));
      if (url.pathname === '/status.php') {
        const maintenance = oddities.has('maintenance');
        return send(200, { installed: true, maintenance, needsDbUpgrade: false, versionstring: '32.0.2' });
      }
      if (oddities.has('maintenance')) return send(503, '<!doctype html><title>Maintenance mode</title>');
      if (url.pathname.startsWith('/remote.php/dav/'))
        return send(davStatus(request), '<?xml version="1.0"?><d:error/>');
      const path = /^\/ocs\/v2\.php\/cloud(\/.*)$/.exec(url.pathname)?.[1];
      if (path === undefined) return send(404, '<!doctype html><title>Page not found</title>');
      if (request.headers['ocs-apirequest'] !== 'true') return send(412, { message: 'CSRF check failed' });
      const reply =
        request.headers.authorization === basic
          ? answer(
              request.method ?? 'GET',
              path.split('/').slice(1).map(decodeURIComponent),
              url.searchParams,
              parameters,
            )
          : refuse(401, 997);
      const meta = { status: reply.code === 200 ? 'ok' : 'failure', statuscode: reply.code, message: '' };
      send(oddities.has('codes-as-http-200') ? 200 : reply.http, { ocs: { meta, data: reply.data ?? [] } });
    })().catch(() => response.destroy());
  });

  function davStatus(request: IncomingMessage): number {
    const [name = '', password = ''] = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64')
      .toString()
      .split(':');
    const user = users.get(name);
    if (user === undefined || user.password !== password) return 401;
    return user.enabled ? 207 : 503;
  }

  function answer(method: string, path: string[], query: URLSearchParams, form: URLSearchParams): Reply {
    const [kind, id, part] = path;
    if (kind === 'groups') return ofGroups(method, id, form);
    if (kind !== 'users') return refuse(404, 998);
    if (id === undefined) return method === 'GET' ? search(query) : create(form);
    const user = users.get(id);
    if (user === undefined) return method === 'GET' ? refuse(404, 404) : refuse(404, 998);
    if (part !== undefined) return ofUser(method, part, user, method === 'DELETE' ? query : form);
    if (method === 'GET') return { http: 200, code: 200, data: shown(user) };
    if (method === 'PUT') return change(user, form.get('key') ?? '', form.get('value') ?? '');
    users.delete(id);
    return OK;
  }

  function search(query: URLSearchParams): Reply {
    const text = (query.get('search') ?? '').toLowerCase();
    const offset = Number(query.get('offset') ?? 0);
    const limit = Number(query.get('limit') ?? Infinity);
    const found = [...users.values()]
      .filter(({ id, displayname, email }) =>
        [id, displayname, email].some((word) => word.toLowerCase().includes(text)),
      )
      .map(({ id }) => id)
      .sort()
      .slice(offset, offset + limit);
    return { http: 200, code: 200, data: { users: found } };
  }

  function create(form: URLSearchParams): Reply {
    const id = form.get('userid') ?? '';
    const password = form.get('password') ?? '';
    const wanted = form.getAll('groups[]');
    const quota = bytesOf(form.get('quota') ?? 'none');
    if (users.has(id)) return refuse(400, 102);
    if (wanted.some((group) => !groups.has(group))) return refuse(400, 104);
    if (!/^[\w.@'-]{1,64}$/.test(id) || quota === null) return refuse(400, 101);
    if (password === '' && (form.get('email') ?? '') === '') return refuse(400, 108);
    if (password.length < 10) return refuse(400, 107);
    users.set(id, {
      id,
      enabled: true,
      email: (form.get('email') ?? '').toLowerCase(),
      displayname: form.get('displayName') ?? '',
      quota,
      used: 0,
      lastLogin: 0,
      language: form.get('language') ?? '',
      password,
      groups: new Set(wanted),
    });
    if (oddities.has('create-answers-500-but-makes')) return refuse(500, 996);
    return { http: 200, code: 200, data: { id } };
  }

  function change(user: OcsUser, key: string, value: string): Reply {
    const quota = bytesOf(value);
    if (key === 'email') user.email = value.toLowerCase();
    else if (key === 'displayname') user.displayname = value;
    else if (key === 'quota' && quota !== null) user.quota = quota;
    else return refuse(400, key === 'quota' ? 101 : 113);
    return OK;
  }

  function ofUser(method: string, part: string, user: OcsUser, parameters: URLSearchParams): Reply {
    const group = parameters.get('groupid') ?? '';
    if (part === 'enable' || part === 'disable') user.enabled = part === 'enable';
    else if (part === 'welcome') welcomed.push(user.id);
    else if (part !== 'groups') return refuse(404, 998);
    else if (!groups.has(group)) return refuse(400, 102);
    else if (method === 'DELETE') user.groups.delete(group);
    else user.groups.add(group);
    return OK;
  }

  function ofGroups(method: string, id: string | undefined, form: URLSearchParams): Reply {
    if (id === undefined) {
      const wanted = form.get('groupid') ?? '';
      if (wanted === '') return refuse(400, 101);
      if (groups.has(wanted)) return refuse(400, 102);
      groups.set(wanted, wanted);
      return OK;
    }
    if (!groups.has(id)) return method === 'DELETE' ? refuse(400, 101) : refuse(404, 404);
    if (method === 'DELETE') {
      groups.delete(id);
      for (const user of users.values()) user.groups.delete(id);
    } else groups.set(id, form.get('value') ?? id);
    return OK;
  }

  return { url: server.url, adminUser, adminPassword, users, groups, welcomed, oddities, stop: () => server.stop() };
}

/** Null for what Nextcloud refuses as a quota. */
function bytesOf(text: string): number | 'none' | null {
  if (text === 'none') return 'none';
  return /^\d+$/.test(text) ? Number(text) : null;
}

function shown(user: OcsUser): object {
  const { id, enabled, email, displayname, lastLogin, language, used } = user;
  const total = user.quota === 'none' ? -3 : user.quota;
  const quota = { quota: user.quota, used, free: total - used, total, relative: 0 };
  return {
    id,
    enabled,
    email: email === '' ? null : email,
    displayname,
    lastLogin,
    language,
    quota,
    groups: [...user.groups],
  };
}
