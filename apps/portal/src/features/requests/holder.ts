import { IsNull } from 'typeorm';
import type { Holder } from '../subscriptions/subscriptions.service.js';
import type { ServiceRequest } from './service-request.entity.js';

/** Whom a subscription made from this request belongs to. */
export function holderOf(request: Pick<ServiceRequest, 'accountId' | 'organisationId'>): Holder {
  return request.organisationId === null
    ? { accountId: request.accountId! }
    : { organisationId: request.organisationId };
}

/** Finds requests of a holder: an organisation's whoever made them, a person's own only. */
export function requestsOf(holder: Holder): object {
  return 'organisationId' in holder ? holder : { ...holder, organisationId: IsNull() };
}
