import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import type SCIMMYTypes from 'scimmy';

export interface ScimRecord {
  readonly id: string;
  version: number;
  externalId?: string;
  userName?: string;
  displayName?: string;
  active?: boolean;
  emails?: { value?: string }[];
  members?: { value: string }[];
}

/** What services leave out, or do in their own way. */
export type ScimOddity = 'no-filters' | 'no-patch' | 'unique-group-names';

export interface ScimPeer {
  /** Of `/Users` and `/Groups`. */
  readonly url: string;
  readonly token: string;
  readonly users: Map<string, ScimRecord>;
  readonly groups: Map<string, ScimRecord>;
  readonly oddities: Set<ScimOddity>;
  /** Method and path of each request. */
  readonly requests: string[];
  /** Called once, before the next change that names a version: somebody else changes the resource first. */
  interfere: ((record: ScimRecord) => void) | null;
  stop(): Promise<void>;
}

type Handled = { id?: string; filter?: { match(records: object[]): object[] } };

/**
 * A SCIM 2.0 service made with SCIMMY, which reads filters, patches and schemas as RFC 7643 and 7644 have them, with
 * versions of resources (ETags, If-Match) before it. One at a time in a process: SCIMMY's declarations are global.
 */
export async function startScimPeer(): Promise<ScimPeer> {
  // Here, since nearly all tests come by this package and none of them pays for what it does not start.
  const { default: express } = await import('express');
  const { default: SCIMMY } = await import('scimmy');
  const { default: SCIMMYRouters } = await import('scimmy-routers');
  const token = 'a-bearer.token_of~the+service=';
  const [users, groups] = [new Map<string, ScimRecord>(), new Map<string, ScimRecord>()];
  const oddities = new Set<ScimOddity>();
  const requests: string[] = [];

  const refuse = (status: number, type: string, detail: string): never => {
    throw new SCIMMY.Types.Error(status, type as never, detail);
  };
  const declare = (
    resource: typeof SCIMMYTypes.Resources.User,
    records: Map<string, ScimRecord>,
    unique: 'userName' | 'displayName',
  ) => {
    const shown = ({ version, ...record }: ScimRecord): object => ({ ...record, meta: { version: `W/"${version}"` } });
    SCIMMY.Resources.declare(resource)
      .ingress(((handled: Handled, data: Partial<ScimRecord>) => {
        const taken = [...records.values()].some(
          (one) => one.id !== handled.id && one[unique]?.toLowerCase() === data[unique]?.toLowerCase(),
        );
        if (taken && (unique === 'userName' || oddities.has('unique-group-names'))) refuse(409, 'uniqueness', 'Taken.');
        const id = handled.id ?? randomUUID();
        const version = (records.get(id)?.version ?? 0) + 1;
        const record = { ...(JSON.parse(JSON.stringify(data)) as object), id, version };
        records.set(id, record);
        return shown(record);
      }) as never)
      .egress(((handled: Handled) => {
        const all = [...records.values()].map(shown);
        if (handled.id === undefined) return handled.filter?.match(all) ?? all;
        const record = records.get(handled.id);
        return record === undefined ? refuse(404, '', 'Not found.') : shown(record);
      }) as never)
      .degress(((handled: Handled) => {
        if (!records.delete(handled.id ?? '')) refuse(404, '', 'Not found.');
        for (const group of groups.values()) group.members = group.members?.filter(({ value }) => value !== handled.id);
      }) as never);
  };
  declare(SCIMMY.Resources.User, users, 'userName');
  declare(SCIMMY.Resources.Group as never, groups, 'displayName');

  const app = express();
  app.use((request, response, next) => {
    requests.push(`${request.method} ${request.path}`);
    const error = (status: number): void => void response.status(status).json({ status: String(status) });
    if (request.headers.authorization !== `Bearer ${token}`) return error(401);
    if (oddities.has('no-filters') && request.query['filter'] !== undefined) return error(400);
    if (oddities.has('no-patch') && request.method === 'PATCH') return error(501);
    const version = request.headers['if-match'];
    const [, kind = '', id = ''] = request.path.split('/');
    const record = (kind === 'Users' ? users : groups).get(decodeURIComponent(id));
    if (version !== undefined && record !== undefined) {
      peer.interfere?.(record);
      peer.interfere = null;
      if (version !== `W/"${record.version}"`) return error(412);
    }
    // SCIMMY takes numbers only, and Express reads texts.
    const { startIndex, count, ...query } = request.query;
    const paging = { startIndex: Number(startIndex ?? 1), count: Number(count ?? 20) };
    const value = id === '' && request.method === 'GET' ? { ...query, ...paging } : query;
    Object.defineProperty(request, 'query', { value });
    next();
  });
  app.use(new SCIMMYRouters({ type: 'bearer', handler: () => 'portal' }) as never);
  const server = createServer(app);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const peer: ScimPeer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    users,
    groups,
    oddities,
    requests,
    interfere: null,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
  return peer;
}
