import { declareTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { HelpConversation } from './help-conversation.entity.js';
import { HelpMessage } from './help-message.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const helpRegister: readonly DeclaredTable[] = [
  declareTable(HelpMessage, {
    activity: 'help',
    personal: { authorId: 'account', text: 'content' },
    plain: ['id', 'conversationId', 'at', 'side'],
    exported: [
      {
        where:
          'conversation_id IN (SELECT id FROM help_conversation WHERE account_id = :account OR (account_id IS NULL AND email = :email))',
        without: ['authorId'],
      },
      {
        where:
          'author_id = :account AND conversation_id NOT IN (SELECT id FROM help_conversation WHERE account_id = :account)',
      },
    ],
    erasure: [{ where: 'author_id = :account', clear: ['authorId'], scrub: ['text'] }],
  }),
  declareTable(HelpConversation, {
    activity: 'help',
    personal: {
      subject: 'content',
      accountId: 'account',
      email: 'contact',
      visitorName: 'identity',
      keyHashes: 'security',
    },
    plain: [
      'id',
      'kind',
      'serviceId',
      'structureId',
      'locale',
      'status',
      'waitingSince',
      'lastMessageAt',
      'createdAt',
      'closedAt',
    ],
    exported: [{ where: 'account_id = :account OR (account_id IS NULL AND email = :email)', without: ['keyHashes'] }],
    erasure: [{ delete: 'account_id = :account OR (account_id IS NULL AND email = :email)' }],
    // Closed conversations hold what people wrote of themselves; nobody needs them longer.
    retention: [{ days: 365, since: 'closedAt', where: `status = 'closed'` }],
  }),
];
