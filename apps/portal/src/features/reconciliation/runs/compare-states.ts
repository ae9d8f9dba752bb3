import type { ActualState, ConnectorAbilities, DesiredState } from '@ronron/connectors';
import type { DriftKind, HeldState } from '../drifts/drift.entity.js';

/** Tools round quotas, and split them among members: less than a hundredth or a mebibyte is no difference. */
const QUOTA_SHARE = 0.01;
const QUOTA_BYTES = 1024 * 1024;

type Abilities = Pick<ConnectorAbilities, 'suspend' | 'quota'>;

/** In which ways a tool differs from what was granted; none: it does not. What a tool does not tell is taken as right. */
export function differences(wanted: DesiredState, found: ActualState, can: Abilities): DriftKind[] {
  if (wanted.state === 'absent') return found.state === 'absent' ? [] : ['extra'];
  if (found.state === 'absent') return ['missing'];
  if (wanted.state !== found.state && can.suspend) return [wanted.state === 'active' ? 'disabled' : 'enabled'];
  // Of what is closed a tool may keep as much or as little as it likes.
  if (wanted.state === 'suspended' || found.state === 'suspended') return [];
  const kinds: DriftKind[] = [];
  if (can.quota && quotaDiffers(wanted.quotaBytes, found.quotaBytes)) kinds.push('quota');
  if (typeof found.name === 'string' && found.name !== wanted.name) kinds.push('renamed');
  if (found.memberCount !== null && found.memberCount !== wanted.members.length) kinds.push('members');
  return kinds;
}

function quotaDiffers(wanted: number | null, found: number | null): boolean {
  if (wanted === null || found === null) return false;
  return Math.abs(wanted - found) > Math.max(QUOTA_BYTES, wanted * QUOTA_SHARE);
}

/** What is kept of it, and shown. */
export function heldByTool({ state, name, quotaBytes, memberCount }: ActualState): HeldState {
  return { state, name: name ?? null, quotaBytes, memberCount };
}

export function heldByRight({ state, name, quotaBytes, members }: DesiredState): HeldState {
  return { state, name, quotaBytes, memberCount: members.length };
}
