import type { Page, PageClient } from '@ronron/testing';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AccessPolicy } from '../platform/security/access.js';
import { startTestPortal, type TestPortal } from '../testing/portal-harness.js';
import { RESERVED_KEYS } from '../features/commitments/frameworks/reserved-keys.js';
import { slugOf } from '../platform/forms/slug.js';
import { listRoutes, type Route } from './list-routes.js';
import { publicRoutes } from './public-routes.js';
import { stepUpRoutes } from './step-up-routes.js';

type Role = 'visitor' | 'resident' | 'operator' | 'editor' | 'administrator';

/** Who may pass a policy; scope inside it is the use cases' affair. */
const MAY: Record<AccessPolicy, readonly Role[]> = {
  public: ['visitor', 'resident', 'operator', 'editor', 'administrator'],
  client: [],
  'signed-in': ['resident', 'operator', 'editor', 'administrator'],
  operator: ['operator'],
  editor: ['editor'],
  organiser: ['operator', 'editor'],
  administrator: ['administrator'],
};

/** What ends the session of whoever calls it would spoil the calls after it. */
const ENDS_SESSION = ['/deconnexion', '/compte/suppression'];

describe('the routes', () => {
  let portal: TestPortal;
  let routes: Route[];
  const clients = new Map<Role, PageClient>();
  const tokens = new Map<PageClient, string>();

  beforeAll(async () => {
    portal = await startTestPortal();
    routes = listRoutes(portal.app);
    clients.set('visitor', portal.visitor());
    clients.set('resident', await portal.signIn());
    clients.set('operator', await portal.signIn({ operatorOf: (await portal.structure()).id }));
    clients.set('editor', await portal.signIn({ editorOf: (await portal.commune()).id }));
    clients.set('administrator', await portal.signIn({ administrator: true }));
  });
  afterAll(() => portal.stop());

  it('each name who may call them', () => {
    expect(routes.filter((route) => route.access === undefined)).toEqual([]);
  });

  it('are public only where the written list says so', () => {
    const open = routes.filter((route) => route.access === 'public').map((route) => `${route.method} ${route.path}`);
    expect([...new Set(open)].sort()).toEqual([...publicRoutes].sort());
  });

  it('ask again who is there exactly where the written list says so', () => {
    const asking = routes.filter((route) => route.stepUp).map((route) => `${route.method} ${route.path}`);
    expect(asking.sort()).toEqual([...stepUpRoutes].sort());
  });

  it('leave measures and communes the addresses of their pages', () => {
    const parts = routes.map(({ path }) => path.split('/')).filter(([, first]) => first === 'engagements');
    const fixed = (part: string | undefined): boolean => part !== undefined && /^[a-z-]+$/.test(part);
    const below = parts.filter(([, , commune]) => commune === ':commune').map(([, , , below]) => below);
    expect([...new Set(below.filter(fixed))].sort()).toEqual([...RESERVED_KEYS].sort());
    const besides = new Set(parts.map(([, , commune]) => commune).filter(fixed));
    const known = JSON.parse(
      readFileSync(
        createRequire(import.meta.url).resolve('@etalab/decoupage-administratif/data/communes.json'),
        'utf8',
      ),
    ) as { nom: string }[];
    expect(besides.size).toBeGreaterThan(0);
    expect(known.filter(({ nom }) => besides.has(slugOf(nom, 'commune')))).toEqual([]);
  });

  it('let in who may, and nobody else, whoever calls', async () => {
    const wrong: string[] = [];
    for (const route of routes.filter(({ path }) => !ENDS_SESSION.includes(path))) {
      for (const [role, client] of clients) {
        const page = await call(client, route);
        const letIn = !(page.status === 401 || page.status === 403 || page.path.includes('/connexion?'));
        const may = MAY[route.access!].includes(role);
        if (letIn !== may || page.status >= 500)
          wrong.push(`${role} ${route.method} ${route.path}: ${page.status} ${page.path}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 300_000);

  async function call(client: PageClient, route: Route): Promise<Page> {
    const path = route.path.replace(/:[A-Za-z]+/g, () => randomUUID()).replace('*', 'x');
    if (route.method === 'GET') return client.get(path);
    return client.post(path, new URLSearchParams({ _csrf: await tokenOf(client) }));
  }

  /** A token holds for the whole session. */
  async function tokenOf(client: PageClient): Promise<string> {
    let token = tokens.get(client);
    if (token === undefined) tokens.set(client, (token = client.csrf(await client.get('/connexion'))));
    return token;
  }
});
