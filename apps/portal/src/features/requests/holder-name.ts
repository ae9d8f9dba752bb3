import type { EntityManager } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { Organisation } from '../organisations/organisation.entity.js';
import type { ServiceRequest } from './service-request.entity.js';

/** For whom a request is, as operators read it. */
export async function holderName(manager: EntityManager, request: ServiceRequest): Promise<string> {
  if (request.organisationId !== null)
    return (await manager.findOneByOrFail(Organisation, { id: request.organisationId })).name;
  // A person's own request goes with them: only an organisation's is left without.
  return (await manager.findOneByOrFail(Account, { id: request.accountId! })).displayName;
}
