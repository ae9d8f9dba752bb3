import { dueDate } from '../../privacy/rights/rights-clock.js';
import { RightsRequest } from '../../privacy/rights/rights-request.entity.js';
import type { Account } from '../../accounts/account.entity.js';
import type { DemoAccounts } from './demo-accounts.js';
import type { DemoContext } from './demo-seed.js';
import type { DemoTerritories } from './demo-territories.js';

/** Somebody who waits for an answer about their data, and somebody who got one. */
export async function demoRights(
  { manager, newId, ago }: DemoContext,
  { association }: DemoTerritories,
  { operator, neighbours }: DemoAccounts,
): Promise<void> {
  const request = (by: Account, days: number, values: Partial<RightsRequest>): RightsRequest =>
    manager.create(RightsRequest, {
      id: newId(),
      accountId: by.id,
      structureId: association.id,
      name: by.displayName,
      email: by.email,
      locale: by.locale,
      status: 'open',
      receivedAt: ago(days),
      dueAt: dueDate(ago(days), false),
      ...values,
    });
  await manager.insert(RightsRequest, [
    request(neighbours[3]!, 12, {
      right: 'objection',
      message: 'Merci de ne plus afficher mon nom dans la liste des personnes qui écrivent dans les pads du quartier.',
    }),
    request(neighbours[4]!, 40, {
      right: 'rectification',
      message: 'Mon nom s’écrit Quéré, avec deux accents.',
      status: 'accepted',
      answer: 'Bonjour, c’est corrigé dans les pads et dans les listes. Merci de nous l’avoir dit.',
      answeredAt: ago(37),
      answeredById: operator.id,
    }),
  ] as never);
}
