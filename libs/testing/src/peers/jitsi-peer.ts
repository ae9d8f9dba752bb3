import { jwtVerify } from 'jose';
import { startPeerServer } from './peer-server.js';

export interface JitsiPeer {
  readonly url: string;
  readonly appId: string;
  readonly appSecret: string;
  /** Null when the person would get into the room; otherwise what prosody says. */
  refusalAt(url: string, at: Date): Promise<string | null>;
  stop(): Promise<void>;
}

/**
 * Serves the file by which a Jitsi Meet is recognised, and judges tokens as prosody's `mod_auth_token` with HS256 was
 * seen to: expired, early, wrong issuer or audience, other algorithms and a missing room are refused at the sign-in,
 * another room or `sub` at the join.
 */
export async function startJitsiPeer(): Promise<JitsiPeer> {
  const appId = 'ronron';
  const appSecret = 'an-application-secret-of-40-characters-.';
  const server = await startPeerServer((request, response) => {
    // Whatever the path, it is one page, which reads the room's name by itself.
    if (request.url !== '/config.js') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Jitsi Meet</title>');
      return;
    }
    response
      .writeHead(200, { 'content-type': 'text/javascript' })
      .end("/* eslint-disable */\nvar config = { hosts: { domain: 'meet.jitsi' } };\n");
  });
  return {
    url: server.url,
    appId,
    appSecret,
    async refusalAt(address, at) {
      const url = new URL(address);
      const token = url.searchParams.get('jwt');
      if (token === null) return 'token required';
      const rules = { algorithms: ['HS256'], issuer: appId, audience: appId, currentDate: at };
      const verified = await jwtVerify(token, new TextEncoder().encode(appSecret), rules).catch(() => null);
      if (verified === null) return 'not-allowed';
      const { room, sub } = verified.payload as { room?: string; sub?: string };
      if (room === undefined) return 'not-allowed';
      const isHere = (room === '*' || room === url.pathname.slice(1)) && (sub === '*' || sub === url.hostname);
      return isHere ? null : 'Room and token mismatched';
    },
    stop: () => server.stop(),
  };
}
