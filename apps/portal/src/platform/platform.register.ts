import { declareTable, plainTable, type DeclaredTable } from './privacy/declare-table.js';
import { AuditEntry } from './audit/audit-entry.entity.js';
import { OutgoingMail } from './mail/outgoing-mail.entity.js';
import { PortalSetting } from './config/portal-setting.entity.js';
import { RateLimitRow } from './security/rate-limit-row.entity.js';
import { SessionRow } from './sessions/session-row.entity.js';
import { StoredFile } from './files/stored-file.entity.js';
import { WorkerBeat } from './jobs/worker-beat.entity.js';

/** What the platform's own tables hold of people; see `declareTable`. */
export const platformRegister: readonly DeclaredTable[] = [
  declareTable(AuditEntry, {
    activity: 'administration',
    personal: {
      actorId: 'account',
      actorName: 'identity',
      subjectId: 'account',
      before: 'content',
      after: 'content',
      fromAddress: 'connection',
    },
    plain: ['id', 'at', 'action', 'subjectKind', 'structureId', 'communeId'],
    exported: [
      { where: 'actor_id = :account' },
      {
        where: `subject_kind = 'account' AND subject_id = :account AND actor_id IS DISTINCT FROM :account`,
        without: ['actorId', 'actorName', 'fromAddress'],
      },
    ],
    erasure: [
      { where: 'actor_id = :account', mask: ['actorName'], clear: ['fromAddress'] },
      {
        where: `actor_id = :account OR subject_id = :account OR before::text ILIKE '%' || :email || '%' OR after::text ILIKE '%' || :email || '%'`,
        scrub: ['before', 'after'],
      },
    ],
    retention: [{ days: 365, since: 'at', clear: ['fromAddress'] }],
    pseudonyms: ['actorId', 'subjectId'],
  }),
  declareTable(OutgoingMail, {
    activity: 'mail',
    personal: {
      recipient: 'contact',
      accountId: 'account',
      subject: 'content',
      body: 'content',
      replyTo: 'contact',
      unsubscribeUrl: 'security',
      failure: 'contact',
    },
    plain: ['id', 'locale', 'status', 'createdAt', 'sentAt'],
    exported: [
      { where: 'account_id = :account OR (account_id IS NULL AND recipient = :email)', without: ['unsubscribeUrl'] },
    ],
    erasure: [{ delete: 'account_id = :account OR recipient = :email' }],
    retention: [{ days: 30, since: 'createdAt' }],
  }),
  plainTable(PortalSetting, 'key', 'value', 'updatedAt'),
  declareTable(RateLimitRow, { activity: 'sign-in', personal: { key: 'connection' }, plain: ['points', 'expire'] }),
  declareTable(SessionRow, {
    activity: 'sign-in',
    personal: { sid: 'security', sess: 'connection', accountId: 'account', ssoUid: 'security' },
    plain: ['expire'],
    exported: [{ where: 'account_id = :account', without: ['sid', 'ssoUid'] }],
    erasure: [{ delete: 'account_id = :account' }],
    retention: [{ days: 1, since: 'expire' }],
  }),
  declareTable(StoredFile, {
    activity: 'rights',
    personal: { accountId: 'account', name: 'content', content: 'content' },
    plain: ['id', 'mediaType', 'size', 'sha256', 'public', 'createdAt', 'keptUntil'],
    exported: [{ where: 'account_id = :account', without: ['content'] }],
    erasure: [{ delete: 'account_id = :account' }],
    retention: [{ days: 0, since: 'keptUntil' }],
  }),
  plainTable(WorkerBeat, 'workerId', 'seenAt'),
];
