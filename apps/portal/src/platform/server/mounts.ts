import type { RequestListener } from 'node:http';

/** Servers of libraries that have a path of their own, answered before the framework. They see to everything themselves. */
export class Mounts {
  private readonly listeners = new Map<string, RequestListener>();

  /** `path` as `/oidc`: gets what stands below it. */
  add(path: string, listener: RequestListener): void {
    this.listeners.set(`${path}/`, listener);
  }

  /** False when no mount takes the request. */
  readonly answer: (...exchange: Parameters<RequestListener>) => boolean = (request, response) => {
    const url = request.url ?? '';
    const end = url.indexOf('/', 1);
    const listener = end === -1 ? undefined : this.listeners.get(url.slice(0, end + 1));
    if (listener === undefined) return false;
    listener(request, response);
    return true;
  };
}
