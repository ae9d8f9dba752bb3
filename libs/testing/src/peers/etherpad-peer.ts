import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { SignJWT, jwtVerify } from 'jose';
import { bodyOf, startPeerServer } from './peer-server.js';

export interface EtherpadPeer {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** How many tokens were given out. */
  readonly tokensIssued: number;
  /** No token given out before is accepted any more, as after a change of the server's keys. */
  revokeTokens(): void;
  stop(): Promise<void>;
}

interface PadGroup {
  readonly pads: Map<string, number>;
}

interface PadSession {
  readonly groupID: string;
  readonly authorID: string;
  readonly validUntil: number;
}

type Reply = { readonly code: number; readonly message: string; readonly data: unknown };
const ok = (data: unknown = null): Reply => ({ code: 0, message: 'ok', data });
const no = (message: string): Reply => ({ code: 1, message, data: null });

/**
 * An Etherpad 3 in `sso` mode as seen on release 3.3.1: a token endpoint that wants Basic credentials,
 * `grant_type=client_credentials` and a `resource`; RS256 bearers; 401 with code 4 without one; refusals as HTTP 200
 * with code 1; 404 with code 3 for an unknown function. API keys are not accepted.
 */
export async function startEtherpadPeer(options: { tokenSeconds?: number } = {}): Promise<EtherpadPeer> {
  const clientId = 'ronron';
  const clientSecret = 'a-client-secret:with/odd+signs';
  let keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let tokensIssued = 0;
  const groups = new Map<string, PadGroup>();
  const mapped = new Map<string, string>();
  const authors = new Map<string, string>();
  const sessions = new Map<string, PadSession>();
  const newId = (kind: string): string => `${kind}.${randomBytes(8).toString('hex')}`;
  const idFor = (kind: string, mapper: string): string =>
    `${kind}.${createHash('sha256').update(mapper).digest('hex').slice(0, 16)}`;

  const server = await startPeerServer((request, response) => {
    void (async () => {
      const send = (status: number, body: object): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      };
      const form = new URLSearchParams(await bodyOf(request));
      const { pathname } = new URL(request.url ?? '/', 'http://peer');
      const exported = /^\/p\/([^/]+)\/export\/etherpad$/.exec(pathname)?.[1];
      if (exported !== undefined) return giveWhole(decodeURIComponent(exported), request.headers.cookie ?? '', send);
      if (pathname === '/health') return send(200, { status: 'pass', releaseId: '3.3.1' });
      if (pathname === '/oidc/token') {
        const [status, body] = await token(request.headers.authorization ?? '', form);
        return send(status, body);
      }
      const name = /^\/api\/[\d.]+\/(\w+)$/.exec(pathname)?.[1] ?? '';
      const refusedCall = { code: 4, message: 'no or wrong API Key', data: null };
      if (!(await isAuthorised(request.headers.authorization ?? ''))) return send(401, refusedCall);
      const reply = callFunction(name, (key) => form.get(key) ?? '');
      if (reply === null) return send(404, { code: 3, message: 'no such function', data: null });
      send(200, reply);
    })().catch(() => response.destroy());
  });

  function giveWhole(padId: string, cookie: string, send: (status: number, body: object) => void): void {
    const session = sessions.get(/sessionID=([\w.]+)/.exec(cookie)?.[1] ?? '');
    const [groupId = ''] = padId.split('$');
    if (session?.groupID !== groupId) return send(403, { message: 'Forbidden' });
    send(groups.get(groupId)?.pads.has(padId) ? 200 : 404, { [`pad:${padId}`]: { atext: { text: 'Demat\n' } } });
  }

  async function token(authorization: string, form: URLSearchParams): Promise<[number, object]> {
    const given = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':')
      .map(decodeURIComponent);
    if (given[0] !== clientId || given[1] !== clientSecret) return [401, { error: 'invalid_client' }];
    if (form.get('grant_type') !== 'client_credentials') return [400, { error: 'unsupported_grant_type' }];
    if (form.get('resource') !== new URL(server.url).origin) return [400, { error: 'invalid_target' }];
    tokensIssued += 1;
    const seconds = options.tokenSeconds ?? 600;
    const signed = new SignJWT({ client_id: clientId, admin: true }).setProtectedHeader({ alg: 'RS256' });
    const access = await signed.setIssuedAt().setExpirationTime(`${seconds}s`).sign(keys.privateKey);
    return [200, { access_token: access, token_type: 'Bearer', expires_in: seconds }];
  }

  async function isAuthorised(authorization: string): Promise<boolean> {
    const bearer = /^Bearer (.+)$/.exec(authorization)?.[1];
    if (bearer === undefined) return false;
    return jwtVerify(bearer, keys.publicKey, { algorithms: ['RS256'] }).then(
      () => true,
      () => false,
    );
  }

  function callFunction(name: string, value: (key: string) => string): Reply | null {
    const group = groups.get(value('groupID'));
    const padId = value('padID');
    const edited = groups.get(padId.split('$')[0] ?? '')?.pads.get(padId);
    switch (name) {
      case 'checkToken':
        return ok();
      case 'createGroupIfNotExistsFor': {
        const known = mapped.get(value('groupMapper'));
        if (known !== undefined && groups.has(known)) return ok({ groupID: known });
        const groupID = newId('g');
        mapped.set(value('groupMapper'), groupID);
        groups.set(groupID, { pads: new Map() });
        return ok({ groupID });
      }
      case 'listAllGroups':
        return ok({ groupIDs: [...groups.keys()] });
      case 'deleteGroup':
        if (group === undefined) return no('groupID does not exist');
        groups.delete(value('groupID'));
        for (const [id, session] of sessions) if (session.groupID === value('groupID')) sessions.delete(id);
        return ok();
      case 'listPads':
        return group === undefined ? no('groupID does not exist') : ok({ padIDs: [...group.pads.keys()] });
      case 'createGroupPad': {
        const padID = `${value('groupID')}$${value('padName')}`;
        if (group === undefined) return no('groupID does not exist');
        if (group.pads.has(padID)) return no('padName does already exist');
        group.pads.set(padID, Date.now());
        return ok({ padID, deletionToken: randomBytes(16).toString('hex') });
      }
      case 'getLastEdited':
        return edited === undefined ? no('padID does not exist') : ok({ lastEdited: edited });
      case 'getText':
        return edited === undefined ? no('padID does not exist') : ok({ text: 'Demat\n' });
      case 'getHTML':
        return edited === undefined
          ? no('padID does not exist')
          : ok({ html: '<!DOCTYPE HTML><html><body>Demat</body></html>' });
      case 'createAuthorIfNotExistsFor': {
        const authorID = idFor('a', value('authorMapper'));
        authors.set(authorID, value('name'));
        return ok({ authorID });
      }
      case 'anonymizeAuthor':
        if (!authors.has(value('authorID'))) return no('authorID does not exist');
        authors.set(value('authorID'), '');
        return ok();
      case 'createSession': {
        const validUntil = Number(value('validUntil'));
        if (group === undefined) return no('groupID does not exist');
        if (validUntil * 1000 < Date.now()) return no('validUntil is in the past');
        const sessionID = newId('s');
        sessions.set(sessionID, { groupID: value('groupID'), authorID: value('authorID'), validUntil });
        return ok({ sessionID });
      }
      case 'deleteSession':
        return sessions.delete(value('sessionID')) ? ok() : no('sessionID does not exist');
      case 'listSessionsOfGroup':
        return group === undefined ? no('groupID does not exist') : ok(sessionsWhere('groupID', value('groupID')));
      case 'listSessionsOfAuthor':
        return ok(sessionsWhere('authorID', value('authorID')));
      default:
        return null;
    }
  }

  function sessionsWhere(field: 'groupID' | 'authorID', id: string): Record<string, PadSession> {
    return Object.fromEntries([...sessions].filter(([, session]) => session[field] === id));
  }

  return {
    url: server.url,
    clientId,
    clientSecret,
    get tokensIssued() {
      return tokensIssued;
    },
    revokeTokens() {
      keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
    },
    stop: () => server.stop(),
  };
}
