import { plainTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { Service } from './service.entity.js';
import { Software } from './software.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const catalogueRegister: readonly DeclaredTable[] = [
  plainTable(
    Service,
    'id',
    'slug',
    'structureId',
    'softwareId',
    'softwareVersion',
    'name',
    'summary',
    'description',
    'needs',
    'audiences',
    'address',
    'accessMode',
    'state',
    'stateNote',
    'stateByHand',
    'stateSince',
    'capacity',
    'defaultQuota',
    'dataLocation',
    'backupPolicy',
    'eligibleCommunes',
    'eligibleKinds',
    'alternativeHelp',
    'questions',
    'connectorId',
    'connectorSettings',
    'connectorSecrets',
    'approvedHosts',
    'allowPrivateHosts',
    'published',
    'createdAt',
    'updatedAt',
  ),
  plainTable(Software, 'id', 'name', 'licence', 'website', 'sourceUrl'),
];
