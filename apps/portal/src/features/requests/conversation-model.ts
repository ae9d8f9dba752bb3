import type { ConversationStep } from './conversation.js';

/** A step as the view of a conversation takes it. */
export interface ShownStep extends ConversationStep {
  /** Written by the reader's own side. */
  readonly mine: boolean;
  /** Locale key of the name of who wrote it when there is no name to show. */
  readonly authorKey: string;
}

export function messagesOf(steps: readonly ConversationStep[], reader: 'requester' | 'operator'): ShownStep[] {
  return steps.map((step) => ({
    ...step,
    mine: step.side === reader,
    authorKey: step.side === 'portal' ? 'requests:sides.portal' : 'requests:sides.gone',
  }));
}
