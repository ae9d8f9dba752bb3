import { z } from 'zod';
import type { Handle } from '../contract/connector.js';
import { done, failed, type Outcome } from '../contract/outcome.js';

const state = z.enum(['active', 'suspended', 'absent']);
const currentHandle = z.object({
  version: z.literal(2),
  subscriptionId: z.string(),
  kind: z.enum(['personal', 'organisation']),
  state,
  /** Null without one. */
  folderId: z.number().nullable(),
  /** Accounts of the first release that still hold files. */
  formerAccounts: z.number(),
});
/** What the first release wrote: it had an account for each member of each subscription. */
const firstHandle = z.object({ version: z.literal(1), subscriptionId: z.string(), state });
const handleShape = z.union([currentHandle, firstHandle]);
export type NextcloudHandle = z.infer<typeof handleShape>;

export function readHandle(handle: Handle): Outcome<NextcloudHandle> {
  const own = handleShape.safeParse(handle);
  if (own.success) return done(own.data);
  return failed('unsupported', 'The handle was written by another release or connector.');
}
