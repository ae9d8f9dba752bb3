import { DAY, HOUR } from '@ronron/kernel';
import type { MeetingRooms, RoomWish } from '../../rooms/meeting-rooms.service.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';
import type { DemoAccounts } from './demo-accounts.js';
import type { DemoOrganisations } from './demo-organisations.js';
import type { DemoContext } from './demo-seed.js';
import type { DemoServices } from './demo-services.js';

/** Rooms of the dance club: one for every day, one whose evening is to come, one whose evening is over. */
export async function demoRooms(
  { manager, clock }: DemoContext,
  rooms: MeetingRooms,
  { visio }: DemoServices,
  { asso }: DemoAccounts,
  { dance }: DemoOrganisations,
): Promise<void> {
  const subscription = await manager.findOneByOrFail(Subscription, { serviceId: visio.id, organisationId: dance.id });
  const owner = { serviceId: visio.id, subscriptionId: subscription.id, createdById: asso.id };
  const make = async (wish: Partial<RoomWish> & { name: string }): Promise<void> => {
    await rooms.create(manager, owner, { opensAt: null, closesAt: null, lobby: false, ...wish });
  };
  /** Half past seven in the evening, winter time, and two hours long. */
  const evening = (days: number): Pick<RoomWish, 'opensAt' | 'closesAt'> => {
    const day = Math.floor(clock.now().getTime() / DAY) * DAY;
    const opensAt = new Date(day + days * DAY + 18.5 * HOUR);
    return { opensAt, closesAt: new Date(opensAt.getTime() + 2 * HOUR) };
  };
  await make({ name: 'Réunion de rentrée', ...evening(-12) });
  await make({ name: 'Préparer le fest-noz', lobby: true, ...evening(6) });
  await make({ name: 'Le bureau' });
}
