import type { Randomness } from '@ronron/kernel';
import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { HelpConversation } from './help-conversation.entity.js';

/**
 * Another secret link for a visitor's conversation: only hashes are kept, so that each mail has to carry its own, and
 * those of former mails keep working. Null for somebody with an account, who signs in.
 */
export async function addVisitorKey(
  manager: EntityManager,
  conversation: HelpConversation,
  randomness: Randomness,
): Promise<string | null> {
  if (conversation.email === null) return null;
  const key = randomness.bytes(32).toString('base64url');
  await manager.query('UPDATE help_conversation SET key_hashes = array_append(key_hashes, $2) WHERE id = $1', [
    conversation.id,
    visitorKeyHash(key),
  ]);
  return key;
}

/** SHA-256, hexadecimal. */
export function visitorKeyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
