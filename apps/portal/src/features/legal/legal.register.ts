import { declareTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { TextAcceptance } from './acceptance/text-acceptance.entity.js';
import { LegalText } from './legal-text.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const legalRegister: readonly DeclaredTable[] = [
  declareTable(LegalText, {
    activity: 'administration',
    personal: { publishedBy: 'account' },
    plain: ['id', 'kind', 'version', 'bodies', 'changeNote', 'needsAcceptance', 'publishedAt', 'updatedAt'],
    exported: [],
    erasure: [{ where: 'published_by = :account', clear: ['publishedBy'] }],
  }),
  declareTable(TextAcceptance, {
    activity: 'account',
    personal: { accountId: 'account', kind: 'account', version: 'account', acceptedAt: 'account' },
    plain: ['id'],
    exported: [{ where: 'account_id = :account' }],
    erasure: [{ delete: 'account_id = :account' }],
  }),
];
