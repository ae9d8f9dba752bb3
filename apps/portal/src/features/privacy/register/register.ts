import type { DeclaredTable } from '../../../platform/privacy/declare-table.js';
import { platformRegister } from '../../../platform/platform.register.js';
import { accountsRegister } from '../../accounts/accounts.register.js';
import { bulkRegister } from '../../bulk/bulk.register.js';
import { catalogueRegister } from '../../catalogue/catalogue.register.js';
import { commitmentsRegister } from '../../commitments/commitments.register.js';
import { factorsRegister } from '../../factors/factors.register.js';
import { gatheringsRegister } from '../../gatherings/gatherings.register.js';
import { helpRegister } from '../../help/help.register.js';
import { identitiesRegister } from '../../identities/identities.register.js';
import { legalRegister } from '../../legal/legal.register.js';
import { organisationsRegister } from '../../organisations/organisations.register.js';
import { privacyRegister } from '../privacy.register.js';
import { provisioningRegister } from '../../provisioning/provisioning.register.js';
import { reconciliationRegister } from '../../reconciliation/reconciliation.register.js';
import { requestsRegister } from '../../requests/requests.register.js';
import { rolesRegister } from '../../roles/roles.register.js';
import { roomsRegister } from '../../rooms/rooms.register.js';
import { setupRegister } from '../../setup/setup.register.js';
import { ssoRegister } from '../../sso/sso.register.js';
import { statusRegister } from '../../status/status.register.js';
import { subscriptionsRegister } from '../../subscriptions/subscriptions.register.js';
import { territoriesRegister } from '../../territories/territories.register.js';
import { usageRegister } from '../../usage/usage.register.js';
import { webhooksRegister } from '../../webhooks/webhooks.register.js';

/** Every table of ours, as the feature that it belongs to declares it. */
export const register: readonly DeclaredTable[] = [
  ...accountsRegister,
  ...bulkRegister,
  ...catalogueRegister,
  ...commitmentsRegister,
  ...factorsRegister,
  ...gatheringsRegister,
  ...helpRegister,
  ...identitiesRegister,
  ...legalRegister,
  ...organisationsRegister,
  ...platformRegister,
  ...privacyRegister,
  ...provisioningRegister,
  ...reconciliationRegister,
  ...requestsRegister,
  ...rolesRegister,
  ...roomsRegister,
  ...setupRegister,
  ...ssoRegister,
  ...statusRegister,
  ...webhooksRegister,
  ...usageRegister,
  ...subscriptionsRegister,
  ...territoriesRegister,
];
