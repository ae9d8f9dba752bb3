import { Inject, Injectable } from '@nestjs/common';
import { MINUTE, type Clock, type Randomness } from '@ronron/kernel';
import type { FastifyRequest } from 'fastify';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import type { PasskeyChallenge } from '../../../platform/server/request-context.js';

/** Time to fetch a key, or to leave the sign-in page open over a coffee. */
const VALID_FOR = 15 * MINUTE;

/** One for each tab that somebody has open, the oldest forgotten first. */
const KEPT = 4;

/** A challenge counts once even when two requests with the same session come at once. Counted longer than it is valid. */
const ONCE: RateLimit = { name: 'passkey-challenge', points: 1, seconds: 60 * 60 };

/** Challenges live in the session that asked for them: an answer given elsewhere, later or twice is worth nothing. */
@Injectable()
export class PasskeyChallenges {
  constructor(
    private readonly limits: RateLimits,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** 256 random bits (Web Authentication, 13.4.3, asks for 128 or more). */
  issue(request: FastifyRequest, purpose: PasskeyChallenge['purpose']): Uint8Array<ArrayBuffer> {
    const bytes = Uint8Array.from(this.randomness.bytes(32));
    const challenge = Buffer.from(bytes).toString('base64url');
    const others = (request.session.get('passkeyChallenges') ?? []).slice(1 - KEPT);
    const since = this.clock.now().toISOString();
    request.session.set('passkeyChallenges', [...others, { challenge, purpose, since }]);
    return bytes;
  }

  /** Whether the session waits for an answer to this challenge for this purpose; it does no longer afterwards. */
  async take(request: FastifyRequest, purpose: PasskeyChallenge['purpose'], challenge: string): Promise<boolean> {
    const waiting = request.session.get('passkeyChallenges') ?? [];
    const found = waiting.find((one) => one.challenge === challenge && one.purpose === purpose);
    if (found === undefined) return false;
    request.session.set(
      'passkeyChallenges',
      waiting.filter((one) => one !== found),
    );
    if (this.clock.now().getTime() - Date.parse(found.since) > VALID_FOR) return false;
    return this.limits.tryConsume(ONCE, challenge);
  }
}
