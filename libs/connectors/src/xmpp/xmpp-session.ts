import { once } from 'node:events';
import { client, type XmppClient } from '@xmpp/client';
import { failed, type Failed, type Outcome } from '../contract/outcome.js';
import { outcomeOfError } from '../network/failure-of-error.js';
import type { Guard, Tunnel, Tunnels } from '../tunnel/tunnels.js';
import type { XmppSettings } from './xmpp.js';

/** Milliseconds for one answer; the tunnel limits the whole. */
const PATIENCE = 15_000;

/** An answer that a request met with an error of ours or of the protocol, by its defined condition (RFC 6120, 8.3.3). */
class Refusal extends Error {
  constructor(readonly failure: Failed) {
    super(failure.detail);
  }
}

export type Calls = Pick<XmppClient['iqCaller'], 'get' | 'set'>;

/** Runs `work` on a connection of its own, signed in as the portal; whatever goes wrong comes back as a failure. */
export async function withSession<Value>(
  settings: XmppSettings,
  tunnels: Tunnels,
  work: (calls: Calls) => Promise<Outcome<Value>>,
): Promise<Outcome<Value>> {
  const url = new URL(settings.url);
  const tls = url.protocol === 'xmpps:';
  const port = Number(url.port || (tls ? 5223 : 5222));
  const opened = await tunnels.open({ host: url.hostname, port, tls, guard: createStreamGuard() });
  if (opened.kind !== 'done') return opened;
  const tunnel = opened.value;
  const entity = createEntity(settings, tunnel);
  // The library waits for answers that can no longer come: an end of the tunnel ends the wait.
  const broken = tunnel.ended.then(() => {
    throw new Refusal(tunnel.failure ?? failed('unreachable', `${url.host} closed the connection.`));
  });
  broken.catch(() => undefined);
  const untilBroken = <Result>(promise: Promise<Result>): Promise<Result> => {
    promise.catch(() => undefined);
    return Promise.race([promise, broken]);
  };
  try {
    await untilBroken(signIn(entity, tunnel, settings.domain));
    const { iqCaller } = entity;
    const calls: Calls = {
      get: (element, to) => untilBroken(iqCaller.get(element, to, PATIENCE)),
      set: (element, to) => untilBroken(iqCaller.set(element, to, PATIENCE)),
    };
    return await work(calls);
  } catch (error) {
    if (error instanceof Refusal) return error.failure;
    return tunnel.failure ?? failureOf(error, url.host);
  } finally {
    await untilBroken(entity.stop()).catch(() => undefined);
    tunnel.close();
  }
}

/** Every stream begins with `<` (RFC 6120, 4.2). */
function createStreamGuard(): Guard {
  let isFirst = true;
  return (chunk) => {
    const fits = !isFirst || chunk[0] === 0x3c;
    isFirst = false;
    return fits ? chunk : null;
  };
}

/** What `start` of the library does, but an error on the way is told once and to us, not to the process as well. */
async function signIn(entity: XmppClient, tunnel: Tunnel, domain: string): Promise<void> {
  await entity.connect(addressOf(tunnel));
  const online = once(entity, 'online');
  online.catch(() => undefined);
  await entity.open({ domain });
  await online;
}

/** The tunnel holds the limits of time and size, and speaks TLS: here the connection is to loopback. */
function addressOf({ port }: Tunnel): string {
  return `xmpp://127.0.0.1:${port}`;
}

function createEntity({ domain, adminUser, adminPassword }: XmppSettings, tunnel: Tunnel): XmppClient {
  const entity = client({
    service: addressOf(tunnel),
    domain,
    timeout: PATIENCE,
    async credentials(authenticate, mechanisms) {
      // The name of the server is proven by its certificate, or the network is private. SCRAM would let a server say how
      // many rounds we compute.
      if (!mechanisms.includes('PLAIN')) throw new Refusal(failed('unsupported', `${domain} does not offer PLAIN.`));
      await authenticate({ username: asBytes(adminUser), password: asBytes(adminPassword) }, 'PLAIN');
    },
  });
  entity.reconnect.stop();
  // Failures come back from the calls; an event without a listener would end the process.
  entity.on('error', () => undefined);
  entity.on('connect', () => entity.socket?.setNoDelay(true));
  const read = entity._onData.bind(entity);
  entity._onData = (data) => {
    try {
      read(data);
    } catch {
      // The library trusts servers to leave nothing out; what it throws here would end the process.
      entity.emit('error', new Error('The server said something that cannot be read.'));
    }
  };
  const connect = entity.connect.bind(entity);
  let isFirst = true;
  entity.connect = (service) => {
    // A server may name another host to go to, which nobody approved.
    if (!isFirst) return Promise.reject(new Error('A second connection is not made.'));
    isFirst = false;
    return connect(service);
  };
  return entity;
}

/** The library encodes characters as if they were bytes: given the bytes of UTF-8 (RFC 4616), it comes out right. */
function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Texts of errors can repeat what was sent, so only the defined condition is told. */
function failureOf(error: unknown, host: string): Failed {
  const { condition, code } = error as { condition?: unknown; code?: unknown };
  // STARTTLS, which the library does wherever it is offered, with the certificate checked for the domain.
  if (typeof code === 'string') return outcomeOfError(error as NodeJS.ErrnoException, host);
  if (typeof condition !== 'string') return failed('bad-answer', `${host} does not answer as XMPP does.`);
  const detail = `${host} answered with the error ${condition.slice(0, 60)}.`;
  if (['not-authorized', 'forbidden', 'not-allowed', 'account-disabled', 'credentials-expired'].includes(condition)) {
    return failed('unauthorised', detail);
  }
  if (['feature-not-implemented', 'service-unavailable', 'host-unknown', 'item-not-found'].includes(condition)) {
    return failed('unsupported', detail);
  }
  if (condition === 'resource-constraint' || condition === 'policy-violation') return failed('quota', detail);
  return failed('bad-answer', detail);
}
