import { MINUTE } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pages } from '../pages/pages.js';
import { SecretBox } from './secret-box.js';
import { ShownOnce } from './shown-once.js';

describe('a secret that is shown once', () => {
  let now = new Date('2026-11-26T10:00:00Z');
  const box = new SecretBox('a key that is long enough to be one', [], {
    bytes: (count: number) => Buffer.alloc(count, 7),
  } as never);
  let led: string[] = [];
  const pages = { goTo: async (...[, , path]: string[]) => void led.push(path!) } as unknown as Pages;
  const shownOnce = new ShownOnce(box, pages, { now: () => now });

  const requestOf = (sessionId: string, held = new Map<string, unknown>()): FastifyRequest =>
    ({
      session: {
        sessionId,
        get: (name: string) => held.get(name),
        set: (name: string, value: unknown) => held.set(name, value),
      },
    }) as unknown as FastifyRequest;
  const kept = async (held = new Map<string, unknown>()): Promise<FastifyRequest> => {
    const request = requestOf('session 1', held);
    await shownOnce.goTo(request, {} as FastifyReply, '/page', 'sésame');
    return request;
  };
  beforeEach(() => {
    led = [];
  });

  it('is on the page that the form leads to, and no more when that is reloaded', async () => {
    const request = await kept();
    expect(led).toEqual(['/page']);
    expect([shownOnce.take(request, '/page'), shownOnce.take(request, '/page')]).toEqual(['sésame', null]);
  });

  it('is on no other page, and is not lost by looking at one', async () => {
    const request = await kept();
    expect([shownOnce.take(request, '/other'), shownOnce.take(request, '/page')]).toEqual([null, 'sésame']);
  });

  it('cannot be read where sessions are kept, and opens in no other session', async () => {
    const held = new Map<string, unknown>();
    await kept(held);
    expect(JSON.stringify([...held])).not.toContain('sésame');
    expect(shownOnce.take(requestOf('session 2', held), '/page')).toBeNull();
  });

  it('is gone after a few minutes', async () => {
    const request = await kept();
    now = new Date(now.getTime() + 6 * MINUTE);
    expect(shownOnce.take(request, '/page')).toBeNull();
  });
});
