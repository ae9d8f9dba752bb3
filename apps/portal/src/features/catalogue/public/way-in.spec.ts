import { wayIn } from './way-in.js';

const service = { slug: 'pads', address: 'https://pads.example/', full: false };

describe('the way into a service', () => {
  it('opens a tool without accounts directly, even if a capacity says it is full', () => {
    const way = wayIn({ ...service, accessMode: 'without-account', full: true });
    expect(way).toEqual({ kind: 'open-tool', href: 'https://pads.example/', external: true });
  });

  it.each([
    ['open', 'get-it'],
    ['on-request', 'ask'],
    ['members-only', 'members'],
  ] as const)('leads from %s to %s on our own pages', (accessMode, kind) => {
    expect(wayIn({ ...service, accessMode })).toEqual({ kind, href: '/services/pads/demande', external: false });
  });

  it('offers the waiting list when there is no room left', () => {
    expect(wayIn({ ...service, accessMode: 'on-request', full: true }).kind).toBe('waiting-list');
  });
});
