import { Inject, Injectable } from '@nestjs/common';
import { MINUTE, type Clock } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK } from '../config/tokens.js';
import { Pages, type Flash } from '../pages/pages.js';
import { SecretBox } from './secret-box.js';

/** From the form's answer to the page that it leads to, on a slow telephone. */
const KEPT_FOR = 5 * MINUTE;

declare module 'fastify' {
  interface Session {
    /** A secret that was just made, sealed, and the page that will show it. */
    shownOnce?: { readonly path: string; readonly sealed: string; readonly since: string };
  }
}

/**
 * Secrets that somebody reads once: a form makes one and leads to the page that shows it, so that reloading that page makes no other. Between
 * the two it is kept in the session that made it, sealed for this session and this page.
 */
@Injectable()
export class ShownOnce {
  constructor(
    private readonly box: SecretBox,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Leads to the page at `path`, which shows `secret` (JSON) this once; see `take`. */
  async goTo(
    request: FastifyRequest,
    reply: FastifyReply,
    path: string,
    secret: unknown,
    flash?: Flash,
  ): Promise<void> {
    const sealed = this.box.seal(JSON.stringify(secret), contextOf(request, path));
    request.session.set('shownOnce', { path, sealed, since: this.clock.now().toISOString() });
    await this.pages.goTo(request, reply, path, flash);
  }

  /** What was kept for the page at `path`; null from the second time on, after minutes, and in another session. */
  take(request: FastifyRequest, path: string): unknown {
    const kept = request.session.get('shownOnce');
    // Whoever asks for the head alone is shown nothing.
    if (kept?.path !== path || request.method === 'HEAD') return null;
    request.session.set('shownOnce', undefined);
    if (this.clock.now().getTime() - Date.parse(kept.since) > KEPT_FOR) return null;
    try {
      return JSON.parse(this.box.open(kept.sealed, contextOf(request, path)));
    } catch {
      // The session has another identifier by now, or the key is gone.
      return null;
    }
  }
}

function contextOf(request: FastifyRequest, path: string): string {
  return `shown-once:${request.session.sessionId}:${path}`;
}
