import { escapeXML, parse, type Element } from 'ltx';
import { done, failed, type Outcome } from '../contract/outcome.js';
import type { HttpClient, HttpMethod } from '../http/http-client.js';
import type { CaldavSettings } from './caldav.js';

const DAV = 'DAV:';
/** The portal's own properties, which `deploy/radicale` reads. */
export const OURS = 'urn:ronron:radicale';

/** What a multistatus (RFC 4918, 13) tells of one resource. */
export interface DavResource {
  /** Without the host. */
  readonly path: string;
  readonly isCollection: boolean;
  /** Texts of our own properties that it has, by local name. */
  readonly ours: Readonly<Record<string, string>>;
}

export function createDavApi(settings: CaldavSettings, http: HttpClient) {
  const credentials = Buffer.from(`${settings.adminUser}:${settings.adminPassword}`).toString('base64');

  async function send(
    method: HttpMethod,
    path: string,
    expected: readonly number[],
    body?: string,
    depth = '0',
  ): Promise<Outcome<{ status: number; body: Buffer }>> {
    const answer = await http.send({
      method,
      url: `${settings.url}${path}`,
      headers: { authorization: `Basic ${credentials}`, depth, 'content-type': 'application/xml; charset=utf-8' },
      ...(body === undefined ? {} : { body }),
    });
    if (answer.kind !== 'done') return answer;
    const { status } = answer.value;
    const detail = `The server answered HTTP ${status}.`;
    if (status === 401 || status === 403) return failed('unauthorised', detail);
    if (status === 503) return failed('unreachable', detail);
    if (status === 507) return failed('quota', detail);
    return expected.includes(status) ? done(answer.value) : failed('bad-answer', detail);
  }

  return {
    send,

    /** The resource and, at depth 1, what it holds; none when there is no such resource. */
    async find(
      path: string,
      depth: '0' | '1',
      names: readonly string[] = [],
    ): Promise<Outcome<readonly DavResource[]>> {
      const wanted = ['<D:resourcetype/>', ...names.map((name) => `<R:${name}/>`)].join('');
      const body = `<D:propfind xmlns:D="DAV:" xmlns:R="${OURS}"><D:prop>${wanted}</D:prop></D:propfind>`;
      const answer = await send('PROPFIND', path, [207, 404], body, depth);
      if (answer.kind !== 'done') return answer;
      if (answer.value.status === 404) return done([]);
      try {
        return done(readMultistatus(answer.value.body.toString('utf8')));
      } catch {
        return failed('bad-answer', 'The server answered with something else than a multistatus.');
      }
    },

    /** Makes a collection; one that is there already is left as it is. */
    async make(path: string, kind: 'plain' | 'calendar' | 'addressbook', name: string): Promise<Outcome<void>> {
      const types = {
        plain: '<D:collection/>',
        calendar: '<D:collection/><C:calendar/>',
        addressbook: '<D:collection/><A:addressbook/>',
      };
      const namespaces =
        'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="urn:ietf:params:xml:ns:carddav"';
      const set = `<D:resourcetype>${types[kind]}</D:resourcetype><D:displayname>${escapeXML(name)}</D:displayname>`;
      // Extended MKCOL (RFC 5689). 405: there is one.
      const body = `<D:mkcol ${namespaces}><D:set><D:prop>${set}</D:prop></D:set></D:mkcol>`;
      const made = await send('MKCOL', path, [201, 405, 409], body);
      if (made.kind !== 'done') return made;
      return made.value.status === 409
        ? failed('conflict', 'The server has no place for the collection.')
        : done(undefined);
    },

    /** Sets our own properties, and takes away those that are null; the others stay as they are. */
    async change(path: string, values: Readonly<Record<string, string | null>>): Promise<Outcome<void>> {
      const set = Object.entries(values).flatMap(([name, value]) =>
        value === null ? [] : [`<R:${name}>${escapeXML(value)}</R:${name}>`],
      );
      const removed = Object.entries(values).flatMap(([name, value]) => (value === null ? [`<R:${name}/>`] : []));
      const parts = [
        ...(set.length === 0 ? [] : [`<D:set><D:prop>${set.join('')}</D:prop></D:set>`]),
        ...(removed.length === 0 ? [] : [`<D:remove><D:prop>${removed.join('')}</D:prop></D:remove>`]),
      ];
      const body = `<D:propertyupdate xmlns:D="DAV:" xmlns:R="${OURS}">${parts.join('')}</D:propertyupdate>`;
      const answer = await send('PROPPATCH', path, [207, 404], body);
      if (answer.kind !== 'done') return answer;
      return answer.value.status === 404 ? failed('conflict', 'The collection went away meanwhile.') : done(undefined);
    },

    async remove(path: string): Promise<Outcome<void>> {
      const answer = await send('DELETE', path, [200, 204, 404]);
      return answer.kind === 'done' ? done(undefined) : answer;
    },
  };
}

/** @throws Error when it is none. */
function readMultistatus(text: string): DavResource[] {
  const root = parse(text);
  if (root.getName() !== 'multistatus' || root.getNS() !== DAV) throw new Error('No multistatus.');
  return childrenOf(root, 'response').map((response) => {
    const href = childrenOf(response, 'href')[0]?.getText() ?? '';
    const found = childrenOf(response, 'propstat')
      .filter((propstat) => / 200 /.test(childrenOf(propstat, 'status')[0]?.getText() ?? ''))
      .flatMap((propstat) => childrenOf(propstat, 'prop'))
      .flatMap((prop) => prop.getChildElements());
    const types = found.filter((property) => property.getName() === 'resourcetype');
    const ours = found.filter((property) => property.getNS() === OURS);
    return {
      path: new URL(href, 'http://host/').pathname,
      isCollection: types.some((type) => childrenOf(type, 'collection').length > 0),
      ours: Object.fromEntries(ours.map((property) => [property.getName(), property.getText()])),
    };
  });
}

function childrenOf(parent: Element, name: string): Element[] {
  return parent.getChildElements().filter((child) => child.getName() === name && child.getNS() === DAV);
}
