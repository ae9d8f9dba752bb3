import { jwtVerify } from 'jose';
import { bodyOf, startPeerServer } from './peer-server.js';

export interface GalenePeerGroup {
  definition: Record<string, unknown>;
  keys: { k: string }[];
  etag: string;
}

export interface GalenePeer {
  readonly url: string;
  readonly adminUser: string;
  readonly adminPassword: string;
  readonly groups: Map<string, GalenePeerGroup>;
  /** Method and path of each call. */
  readonly calls: string[];
  /** Before the next definition is written, somebody else writes it. */
  interfere: boolean;
  /** Who a join address makes of somebody at a moment, or why they stay outside. */
  enter(url: string, at: Date): Promise<{ username: string; permissions: string[] } | string>;
  stop(): Promise<void>;
}

/**
 * Speaks the administrative API of Galène as its documentation and its source have it: entity tags on definitions, keys that cannot be read
 * back, groups without which there are no keys; and judges tokens as its `token/jwt.go` does.
 */
export async function startGalenePeer(): Promise<GalenePeer> {
  const [adminUser, adminPassword] = ['ronron', 'an administrator’s password'];
  const groups = new Map<string, GalenePeerGroup>();
  const calls: string[] = [];
  let writes = 0;
  const tag = (): string => `"${(writes += 1)}-x"`;
  const expected = `Basic ${Buffer.from(`${adminUser}:${adminPassword}`).toString('base64')}`;

  const server = await startPeerServer(async (request, response) => {
    const answer = (status: number, body = '', headers: Record<string, string> = {}): void =>
      void response.writeHead(status, headers).end(body);
    const path = new URL(request.url!, 'http://host').pathname;
    calls.push(`${request.method} ${path}`);
    if (request.headers.authorization !== expected) return answer(401, 'Haha!', { 'www-authenticate': 'basic' });
    const [, name, part] = /^\/galene-api\/v0\/\.groups\/([\w-]*)(\/\.keys)?$/.exec(path) ?? [];
    if (name === undefined) return answer(404, '<p>Not found</p>', { 'content-type': 'text/html' });
    if (name === '') return answer(200, JSON.stringify([...groups.keys()]), { 'content-type': 'application/json' });
    const body = await bodyOf(request);
    const type = request.headers['content-type'];
    const group = groups.get(name);
    if (part !== undefined) {
      if (group === undefined) return answer(404);
      if (request.method !== 'PUT' || type !== 'application/jwk-set+json') return answer(415);
      Object.assign(group, { keys: (JSON.parse(body) as { keys: { k: string }[] }).keys, etag: tag() });
      return answer(204);
    }
    if (request.method === 'DELETE') return answer(groups.delete(name) ? 204 : 404);
    if (request.method === 'GET') {
      if (group === undefined) return answer(404);
      return answer(200, JSON.stringify(group.definition), { etag: group.etag, 'content-type': 'application/json' });
    }
    if (request.method !== 'PUT' || type !== 'application/json') return answer(415);
    if (peer.interfere) {
      peer.interfere = false;
      groups.set(name, { keys: [], ...group, definition: { displayName: 'Somebody else’s' }, etag: tag() });
    }
    const now = groups.get(name);
    const [ifMatch, ifNone] = [request.headers['if-match'], request.headers['if-none-match']];
    if ((ifNone === '*' && now !== undefined) || (ifMatch !== undefined && ifMatch !== now?.etag)) return answer(412);
    // What is false, zero or empty is left out of what is kept.
    const entries = Object.entries(JSON.parse(body) as object).filter(([, value]) => Boolean(value));
    groups.set(name, { definition: Object.fromEntries(entries), keys: now?.keys ?? [], etag: tag() });
    return answer(now === undefined ? 201 : 204);
  });

  const peer: GalenePeer = {
    url: server.url,
    adminUser,
    adminPassword,
    groups,
    calls,
    interfere: false,
    async enter(address, at) {
      const url = new URL(address);
      const name = /^\/group\/([\w-]+)\/$/.exec(url.pathname)?.[1] ?? '';
      const group = groups.get(name);
      if (group === undefined) return 'group does not exist';
      const { expires } = group.definition;
      if (typeof expires === 'string' && at > new Date(expires)) return 'this group is not open any more';
      const key = Buffer.from(group.keys[0]?.k ?? '', 'base64url');
      if (key.length !== 32) return 'bad length for key';
      const rules = { algorithms: ['HS256'], currentDate: at, clockTolerance: 5, requiredClaims: ['exp'] };
      const verified = await jwtVerify(url.searchParams.get('token') ?? '', key, rules).catch(() => null);
      if (verified === null) return 'not authorised';
      const { sub, aud, permissions } = verified.payload as { sub?: string; aud?: string; permissions?: string[] };
      if (aud === undefined || new URL(aud).pathname !== `/group/${name}/`) return 'token for wrong group';
      if (sub === undefined || sub === '') return 'anonymous users not authorised';
      return { username: sub, permissions: permissions ?? [] };
    },
    stop: () => server.stop(),
  };
  return peer;
}
