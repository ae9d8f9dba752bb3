/** What we use of `@xmpp/client`, which brings no types. */
declare module '@xmpp/client' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';
  import type { Element } from 'ltx';

  export function xml(name: string, attrs?: Record<string, string>, ...children: (Element | string)[]): Element;

  type Authenticate = (credentials: { username: string; password: string }, mechanism: string) => Promise<void>;

  export interface XmppClient extends EventEmitter {
    start(): Promise<unknown>;
    open(options: { domain: string }): Promise<unknown>;
    stop(): Promise<unknown>;
    /** Not of its public face: it reads what the socket received. */
    _onData(data: Buffer): void;
    connect(service: string): Promise<unknown>;
    readonly socket: Socket | null;
    readonly reconnect: { stop(): void };
    readonly iqCaller: {
      /** Resolves with the child of the result, rejects with a `StanzaError`, which has a `condition`. */
      get(element: Element, to?: string, timeoutMs?: number): Promise<Element | undefined>;
      set(element: Element, to?: string, timeoutMs?: number): Promise<Element | undefined>;
    };
  }

  export function client(options: {
    service: string;
    domain: string;
    timeout: number;
    credentials(authenticate: Authenticate, mechanisms: readonly string[]): Promise<void>;
  }): XmppClient;
}
