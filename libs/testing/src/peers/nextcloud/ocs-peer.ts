import type { IncomingMessage } from 'node:http';
import { bodyOf, startPeerServer } from '../peer-server.js';
import { OcsGroups } from './ocs-groups.js';
import { refuse, OK, type Reply } from './ocs-reply.js';
import { OcsUsers, type OcsUser } from './ocs-users.js';
import { TeamFolders, type TeamFolder } from './team-folders.js';
import { signInByOidc, type OidcClaims, type OidcSettings } from './user-oidc.js';

/** One odd thing that the real server was seen to do, or does where something is older or missing. */
export type OcsOddity =
  | 'create-answers-500-but-makes'
  | 'codes-as-http-200'
  | 'maintenance'
  | 'no-team-folders'
  | 'keeps-group-members'
  | 'folders-of-the-same-name';

export interface OcsPeer {
  readonly url: string;
  readonly adminUser: string;
  readonly adminPassword: string;
  readonly users: Map<string, OcsUser>;
  /** Group id → display name. */
  readonly groups: Map<string, string>;
  readonly folders: Map<number, TeamFolder>;
  /** Ids of the users to whom a welcome mail was asked for. */
  readonly welcomed: string[];
  /** Behaves so until the set is emptied. */
  readonly oddities: Set<OcsOddity>;
  /** Somebody comes from the portal: the account they are in, or null when it is closed. */
  signIn(claims: OidcClaims, settings: OidcSettings, now: Date): OcsUser | null;
  stop(): Promise<void>;
}

/**
 * Looks like a Nextcloud 32 behind OCS v2, answering as the real one was seen to: 400 with 101, 102, 104 and 107 for a
 * creation, 404/998 for a second removal, 404/404 for an absent user, 401/997 for a wrong administrator, 412 without the
 * OCS header, and 503 on the WebDAV address of a disabled user. Lists and details of groups, Team folders and
 * `user_oidc` answer as their source says.
 */
export async function startOcsPeer(): Promise<OcsPeer> {
  const names = new Map<string, string>([['admin', 'admin']]);
  const users = new OcsUsers(names);
  const folders = new TeamFolders(users);
  const groups = new OcsGroups(names, users, folders);
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
      const asked = /^\/(ocs\/v2\.php\/cloud|index\.php\/apps\/groupfolders\/folders)(\/.*)?$/.exec(url.pathname);
      const ofFolders = asked?.[1]?.startsWith('index') === true;
      if (asked === null || (ofFolders && oddities.has('no-team-folders')))
        return send(404, '<!doctype html><title>Page not found</title>');
      if (request.headers['ocs-apirequest'] !== 'true') return send(412, { message: 'CSRF check failed' });
      const path = (asked[2] ?? '').split('/').slice(1).map(decodeURIComponent);
      const method = request.method ?? 'GET';
      const form = method === 'DELETE' ? url.searchParams : parameters;
      let reply = refuse(401, 997);
      if (request.headers.authorization === basic) {
        reply = ofFolders
          ? folders.answer(method, path, form, oddities.has('folders-of-the-same-name'))
          : answer(method, path, url.searchParams, form);
      }
      const status = reply.code === 200 || reply.code === 100 ? 'ok' : 'failure';
      const meta = { status, statuscode: reply.code, message: '' };
      send(oddities.has('codes-as-http-200') ? 200 : reply.http, { ocs: { meta, data: reply.data ?? [] } });
    })().catch(() => response.destroy());
  });

  function davStatus(request: IncomingMessage): number {
    const [name = '', password = ''] = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64')
      .toString()
      .split(':');
    const user = users.all.get(name);
    if (user === undefined || user.password !== password) return 401;
    return user.enabled ? 207 : 503;
  }

  function answer(method: string, path: string[], query: URLSearchParams, form: URLSearchParams): Reply {
    const [kind, id, part] = path;
    if (kind === 'groups') return groups.answer(method, path.slice(1), query, form);
    if (kind !== 'users') return refuse(404, 998);
    if (id === undefined) return method === 'GET' ? users.search(query) : create(form);
    const user = users.all.get(id);
    if (user === undefined) return method === 'GET' ? refuse(404, 404) : refuse(404, 998);
    if (part === 'groups' && method === 'DELETE' && oddities.has('keeps-group-members')) return refuse(400, 105);
    if (part !== undefined) return users.part(method, part, user, form);
    if (method === 'GET') return { http: 200, code: 200, data: users.shown(user) };
    if (method === 'PUT') return users.change(user, form.get('key') ?? '', form.get('value') ?? '');
    users.all.delete(id);
    return OK;
  }

  function create(form: URLSearchParams): Reply {
    const made = users.create(form);
    return made.code === 200 && oddities.has('create-answers-500-but-makes') ? refuse(500, 996) : made;
  }

  return {
    url: server.url,
    adminUser,
    adminPassword,
    users: users.all,
    groups: names,
    folders: folders.all,
    welcomed: users.welcomed,
    oddities,
    signIn: (claims, settings, now) => signInByOidc(users, claims, settings, now),
    stop: () => server.stop(),
  };
}
