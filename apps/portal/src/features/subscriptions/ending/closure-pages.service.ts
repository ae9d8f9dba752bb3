import { findConnector } from '@ronron/connectors';
import { Injectable } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import { DataSource } from 'typeorm';
import type { Actor } from '../../../platform/security/actor.js';
import { Membership } from '../../organisations/membership.entity.js';
import { ProvisioningState } from '../../provisioning/provisioning-state.service.js';
import { Holdings } from '../holdings.service.js';
import type { Subscription } from '../subscription.entity.js';
import { Closures } from './closures.service.js';
import { canExport } from './exports/can-export.js';
import { SubscriptionExports } from './exports/subscription-exports.service.js';
import { contentOf, referenceOf } from './receipts/deletion-receipt.js';

/** What the page of a closure shows; `null` when the subscription goes on and nobody speaks of its end. */
@Injectable()
export class ClosurePages {
  constructor(
    private readonly database: DataSource,
    private readonly holdings: Holdings,
    private readonly closures: Closures,
    private readonly exports: SubscriptionExports,
    private readonly provisioning: ProvisioningState,
  ) {}

  /** @throws AppError `not-found` for who does not manage the subscription */
  async show(actor: Actor, id: string, form: FormState): Promise<object | null> {
    const subscription = await this.holdings.managed(actor, id);
    const closure = await this.closures.goingOn(id);
    if (closure === null) return null;
    const [latest] = await this.exports.of(id);
    const service = subscription.service!;
    const counting = closure.status === 'counting';
    const owner = await this.owns(actor, subscription);
    return {
      form,
      id,
      service: service.name,
      structure: service.structure!.name,
      organisation: subscription.organisation?.name ?? null,
      closure,
      counting,
      owner,
      suspended: subscription.status === 'suspended',
      canCallBack: counting && owner && closure.cause !== 'operator' && closure.cause !== 'left',
      ready: subscription.status === 'active' && subscription.provisionedAt !== null,
      copies: canExport(subscription) || latest !== undefined,
      copy: latest ?? null,
      steps: stepsOf(service.connectorId),
      stuck: (await this.provisioning.stuckAmong([id])).has(id),
      keeps: closure.receipt !== null && contentOf(closure.receipt).verified === 'access-closed',
      reference: closure.receipt === null ? null : referenceOf(closure.receipt),
    };
  }

  private async owns(actor: Actor, { organisationId }: Subscription): Promise<boolean> {
    if (organisationId === null) return true;
    const own = { organisationId, accountId: actor.accountId, role: 'owner' as const };
    return this.database.manager.existsBy(Membership, own);
  }
}

/** What people do themselves in the tool before they leave it, as its connector says. */
export function stepsOf(connectorId: string): readonly { readonly value: string; readonly labelKey: string }[] {
  const leaving = findConnector(connectorId)?.leaving;
  if (leaving === undefined) return [{ value: 'content', labelKey: 'subscriptions:closure.stepContent' }];
  return leaving.map((step) => ({ value: step, labelKey: `connectors:${connectorId}.leaving.${step}` }));
}
