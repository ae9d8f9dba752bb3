import { bodyOf, startPeerServer } from './peer-server.js';

export interface PeerTubeAccount {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly pluginAuth: string | null;
  readonly role: { readonly id: number };
  blocked: boolean;
  blockedReason: string | null;
  videoQuota: number;
  videoQuotaUsed: number;
  videosCount: number;
  lastLoginDate: string | null;
}

export interface PeerTubePeer {
  readonly url: string;
  readonly adminUser: string;
  readonly adminPassword: string;
  readonly accounts: readonly PeerTubeAccount[];
  readonly signIns: number;
  /** Mails that PeerTube sent for blocks: it sends one each time, also for what is blocked already. */
  readonly blockMails: number;
  /** As the plugin makes one at the first sign-in through the portal, unless told otherwise. */
  add(username: string, email: string, changes?: Partial<PeerTubeAccount>): PeerTubeAccount;
  revokeTokens(): void;
  stop(): Promise<void>;
}

/**
 * A PeerTube as its source answers (release 7): tokens by password with the local client's id and secret, 400 for a wrong one; a
 * search that finds parts of names and addresses; 204 to changes, 404 for who is gone, 403 for administrators.
 */
export async function startPeerTubePeer({ plugin = true } = {}): Promise<PeerTubePeer> {
  const adminUser = 'ronron';
  const adminPassword = 'a password & more=';
  let accounts: PeerTubeAccount[] = [];
  let tokens = new Set<string>();
  let signIns = 0;
  let blockMails = 0;
  let lastId = 1;

  const server = await startPeerServer((request, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://peer');
      const path = pathname.replace('/api/v1/', '');
      const text = await bodyOf(request);
      const send = (status: number, body?: object): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(body && JSON.stringify(body));
      };
      if (path === 'config') {
        const registeredExternalAuths = plugin ? [{ name: 'auth-openid-connect', version: '0.1.1' }] : [];
        return send(200, { serverVersion: '7.3.0', plugin: { registered: [], registeredExternalAuths } });
      }
      if (path === 'oauth-clients/local') return send(200, { client_id: 'local', client_secret: 'secret-of-all' });
      if (path === 'users/token') {
        const form = new URLSearchParams(text);
        signIns += 1;
        if (form.get('client_secret') !== 'secret-of-all') return send(400, { code: 'invalid_client' });
        if (form.get('username') !== adminUser || form.get('password') !== adminPassword) {
          return send(400, { code: 'invalid_grant' });
        }
        const token = `token-${signIns}`;
        tokens.add(token);
        return send(200, { token_type: 'Bearer', access_token: token, refresh_token: 'r', expires_in: 86_399 });
      }
      if (!tokens.has(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '')) {
        return send(401, { code: 'invalid_token' });
      }
      if (path === 'users') {
        const search = (searchParams.get('search') ?? '').toLowerCase();
        const found = accounts.filter(({ username, email }) => `${username} ${email}`.toLowerCase().includes(search));
        return send(200, { total: found.length, data: found.slice(0, Number(searchParams.get('count') ?? 15)) });
      }
      const [, id, action] = /^users\/(\d+)(?:\/(block|unblock))?$/.exec(path) ?? [];
      const account = accounts.find((one) => String(one.id) === id);
      if (account === undefined) return send(404, { error: 'User not found' });
      if (request.method === 'GET') return send(200, account);
      if (account.role.id === 0) return send(403, { error: 'Users can only be managed by moderators or admins.' });
      const body = (text === '' ? {} : JSON.parse(text)) as { reason?: string; videoQuota?: number };
      if (action !== undefined) {
        account.blocked = action === 'block';
        account.blockedReason = body.reason ?? null;
        blockMails += 1;
      } else if (request.method === 'DELETE') accounts = accounts.filter((one) => one !== account);
      else if (body.videoQuota !== undefined) account.videoQuota = body.videoQuota;
      send(204);
    })().catch(() => response.destroy());
  });

  return {
    url: server.url,
    adminUser,
    adminPassword,
    get accounts() {
      return accounts;
    },
    get signIns() {
      return signIns;
    },
    get blockMails() {
      return blockMails;
    },
    add(username, email, changes = {}) {
      lastId += 1;
      const account: PeerTubeAccount = {
        id: lastId,
        username,
        email,
        pluginAuth: 'peertube-plugin-auth-openid-connect',
        role: { id: 2 },
        blocked: false,
        blockedReason: null,
        videoQuota: 1_000_000_000,
        videoQuotaUsed: 0,
        videosCount: 0,
        lastLoginDate: null,
        ...changes,
      };
      accounts.push(account);
      return account;
    },
    revokeTokens() {
      tokens = new Set();
    },
    stop: () => server.stop(),
  };
}
