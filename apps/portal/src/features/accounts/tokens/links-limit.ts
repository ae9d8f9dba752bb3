import type { RateLimit } from '../../../platform/security/rate-limits.js';

/** Tokens cannot be guessed; this keeps whoever tries from loading the database. */
export const LINKS_BY_ADDRESS: RateLimit = { name: 'links-address', points: 120, seconds: 15 * 60 };
