import { Inject, Injectable } from '@nestjs/common';
import { MINUTE, type Clock } from '@ronron/kernel';
import { createChallenge, verifySolution, type Challenge, type Solution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { PortalSwitches } from '../config/portal-switches.js';
import { CLOCK, SIGNING_KEY } from '../config/tokens.js';
import { RateLimits, type RateLimit } from './rate-limits.js';

/** 256 tries of 2000 rounds on average: well below a second on a new computer, a few seconds on an old phone. */
const WORK = { algorithm: 'PBKDF2/SHA-256', cost: 2000, keyPrefix: '00' };

/** Time enough to fill in a long form. */
const VALID_FOR = 60 * MINUTE;

/** A solution is accepted once. Counted longer than it is valid. */
const ONCE: RateLimit = { name: 'proof-of-work', points: 1, seconds: 2 * 60 * 60 };

/** Without a script nobody can solve: these forms pass too, but few of them. See docs/adr. */
const UNSOLVED_BY_ADDRESS: RateLimit = { name: 'unsolved-address', points: 3, seconds: 60 * 60 };
const UNSOLVED_IN_ALL: RateLimit = { name: 'unsolved-in-all', points: 60, seconds: 60 * 60 };

/** The challenge that operators can switch on for visitors' forms. Everything about it lives in the page: no third party. */
@Injectable()
export class ProofOfWork {
  constructor(
    private readonly switches: PortalSwitches,
    private readonly limits: RateLimits,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SIGNING_KEY) private readonly key: string,
  ) {}

  /** The challenge to put into a page, as JSON, or null while it is switched off. */
  async challenge(): Promise<string | null> {
    if (!(await this.switches.isOn('proof-of-work'))) return null;
    const expires = this.clock.now().getTime() + VALID_FOR;
    return JSON.stringify(
      await createChallenge({ ...WORK, deriveKey, data: { expires }, hmacSignatureSecret: this.key }),
    );
  }

  /**
   * Lets a form pass: it brings a solution of a challenge of ours that was not used before, or it is one of the few that
   * may come without.
   * @param answer the form's untrusted field
   * @throws AppError `too-many-attempts` for one form too many without a solution.
   */
  async admit(answer: unknown, address: string): Promise<void> {
    if (!(await this.switches.isOn('proof-of-work'))) return;
    if (await this.isSolved(answer)) return;
    await this.limits.consume(UNSOLVED_BY_ADDRESS, address);
    await this.limits.consume(UNSOLVED_IN_ALL, 'all');
  }

  private async isSolved(answer: unknown): Promise<boolean> {
    const read = readAnswer(answer);
    if (read === null) return false;
    const expires = read.challenge.parameters.data?.['expires'];
    if (typeof expires !== 'number' || expires <= this.clock.now().getTime()) return false;
    const { verified } = await verifySolution({ ...read, deriveKey, hmacSignatureSecret: this.key });
    return verified && (await this.limits.tryConsume(ONCE, read.challenge.signature ?? ''));
  }
}

/** What a page's script sends: JSON in a hidden field. The cost is checked before anything is computed with it. */
function readAnswer(answer: unknown): { challenge: Challenge; solution: Solution } | null {
  if (typeof answer !== 'string' || answer === '' || answer.length > 4000) return null;
  try {
    const { challenge, solution } = JSON.parse(answer) as { challenge: Challenge; solution: Solution };
    const { algorithm, cost, keyPrefix } = challenge.parameters;
    const ours = algorithm === WORK.algorithm && cost === WORK.cost && keyPrefix === WORK.keyPrefix;
    return ours ? { challenge, solution } : null;
  } catch {
    return null;
  }
}
