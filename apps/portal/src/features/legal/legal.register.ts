import { declareTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { LegalText } from './legal-text.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const legalRegister: readonly DeclaredTable[] = [
  declareTable(LegalText, {
    activity: 'administration',
    personal: { publishedBy: 'account' },
    plain: ['id', 'kind', 'version', 'bodies', 'changeNote', 'publishedAt', 'updatedAt'],
    exported: [],
    erasure: [{ where: 'published_by = :account', clear: ['publishedBy'] }],
  }),
];
