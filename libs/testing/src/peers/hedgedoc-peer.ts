import { randomBytes } from 'node:crypto';
import { bodyOf, startPeerServer } from './peer-server.js';

interface Note {
  title: string;
  readonly content: string;
  readonly createdAt: Date;
  changedAt: Date | null;
}

export interface HedgeDocPeer {
  readonly url: string;
  readonly email: string;
  readonly password: string;
  /** By alias. */
  readonly notes: Map<string, Note>;
  readonly signIns: number;
  /** Everybody is signed out, as after a restart with another session secret. */
  endSessions(): void;
  stop(): Promise<void>;
}

export interface HedgeDocOptions {
  /** `CMD_ALLOW_FREEURL`. */
  readonly freeUrl?: boolean;
  /** New notes from now on, before 429. */
  readonly newNotes?: number;
}

/**
 * A HedgeDoc 1.10 with one local account, as its source answers: a sign-in is a redirect whether it succeeds or not, a page that needs
 * one redirects to the front page, a new note redirects to itself, 409 for an alias that is taken, 403 without free URLs, 429
 * when there were too many, errors in HTML, and no list of anything.
 */
export async function startHedgeDocPeer({
  freeUrl = true,
  newNotes = Infinity,
}: HedgeDocOptions = {}): Promise<HedgeDocPeer> {
  const email = 'portail@example.bzh';
  const password = 'a password with & and = in it';
  const notes = new Map<string, Note>();
  const sessions = new Map<string, boolean>();
  let signIns = 0;
  let left = newNotes;

  const server = await startPeerServer((request, response) => {
    void (async () => {
      const { pathname } = new URL(request.url ?? '/', 'http://peer');
      const body = await bodyOf(request);
      const sid = /connect\.sid=([\w%.-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
      const signedIn = sessions.get(sid) === true;
      const send = (status: number, type: string, text: string, headers: Record<string, string> = {}): void => {
        response.writeHead(status, { 'hedgedoc-version': '1.10.8', 'content-type': type, ...headers }).end(text);
      };
      const refuse = (status: number): void => send(status, 'text/html', `<title>${status}</title>`);
      const lead = (to: string, headers = {}): void => send(302, 'text/plain', 'Found', { location: to, ...headers });

      if (request.method === 'POST' && pathname === '/login') {
        const form = new URLSearchParams(body);
        if (!/^\S+@\S+$/.test(form.get('email') ?? '')) return refuse(400);
        signIns += 1;
        const fresh = `s%3A${randomBytes(12).toString('hex')}`;
        sessions.set(fresh, form.get('email') === email && form.get('password') === password);
        const expires = new Date(Date.now() + 14 * 86_400_000).toUTCString();
        return lead(`${server.url}/`, { 'set-cookie': `connect.sid=${fresh}; Path=/; Expires=${expires}; HttpOnly` });
      }
      if (pathname === '/me') {
        return send(
          200,
          'application/json',
          JSON.stringify(signedIn ? { status: 'ok', name: 'Portail' } : { status: 'forbidden' }),
        );
      }
      const alias = /^\/new\/([\w-]+)$/.exec(pathname)?.[1];
      if (request.method === 'POST' && alias !== undefined) {
        if (!signedIn) return lead(`${server.url}/`);
        if (!freeUrl) return refuse(403);
        if ((left -= 1) < 0) return refuse(429);
        if (notes.has(alias)) return refuse(409);
        const title = /^# (.*)$/m.exec(body)?.[1]?.replace(/\\(.)/g, '$1') ?? 'Untitled';
        notes.set(alias, { title, content: body, createdAt: new Date(), changedAt: null });
        return lead(`${server.url}/${alias}`);
      }
      const [, name = '', action = ''] = /^\/([\w-]+)\/(info|download)$/.exec(pathname) ?? [];
      const note = notes.get(name);
      if (note === undefined) return refuse(404);
      if (!signedIn) return lead(`${server.url}/`);
      if (action === 'download') return send(200, 'text/markdown; charset=UTF-8', note.content);
      const { title, createdAt, changedAt } = note;
      send(
        200,
        'application/json',
        JSON.stringify({ title, viewcount: 0, createtime: createdAt, updatetime: changedAt }),
      );
    })().catch(() => response.destroy());
  });

  return {
    url: server.url,
    email,
    password,
    notes,
    get signIns() {
      return signIns;
    },
    endSessions: () => sessions.clear(),
    stop: () => server.stop(),
  };
}
