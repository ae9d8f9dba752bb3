import { DAY, HOUR, MINUTE, type Clock } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import { Measure } from '../../commitments/frameworks/measure.entity.js';
import type { Service } from '../../catalogue/service.entity.js';
import { MeetingRoom } from '../../rooms/meeting-room.entity.js';
import type { Commune } from '../../territories/commune.entity.js';
import type { Structure } from '../../territories/structure.entity.js';
import { TrainingAgreement } from '../agreement/training-agreement.entity.js';
import { GatheringMeasure } from '../gathering/gathering-measure.entity.js';
import { Gathering } from '../gathering/gathering.entity.js';
import { GatheringOpinion } from '../opinions/gathering-opinion.entity.js';
import { GatheringSession } from '../sessions/gathering-session.entity.js';
import { roomHours } from '../sessions/session-rooms.service.js';
import { demoGatherings, type DemoGathering } from './demo-gatherings.js';

interface Context {
  readonly manager: EntityManager;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly quimper: Commune;
  readonly association: Structure;
  readonly visio: Service;
}

/** Gatherings of Quimper as the demonstration shows them: some that were held, with their figures, some to come. All invented. */
export async function seedDemoGatherings(context: Context): Promise<void> {
  const measure = await context.manager.findOneByOrFail(Measure, { key: 'training-first' });
  await context.manager.insert(TrainingAgreement, {
    communeId: context.quimper.id,
    structureId: context.association.id,
    agreedAt: context.clock.now(),
  });
  for (const said of demoGatherings) await insertGathering(context, measure, said);
}

async function insertGathering(context: Context, measure: Measure, said: DemoGathering): Promise<void> {
  const { manager, clock, newId, quimper, association, visio } = context;
  const { sessions, byAssociation, opinions = [], online, ...words } = said;
  const now = clock.now();
  const times = sessions.map((one) => {
    // In the early afternoon of Quimper, whatever the season.
    const startsAt = new Date(Math.floor((now.getTime() + one.inDays * DAY) / DAY) * DAY + 13 * HOUR);
    return { startsAt, endsAt: new Date(startsAt.getTime() + one.minutes * MINUTE) };
  });
  const id = newId();
  const publishedAt = new Date(Math.min(times[0]!.startsAt.getTime(), now.getTime()) - 30 * DAY);
  await manager.insert(Gathering, {
    ...words,
    id,
    communeId: quimper.id,
    structureId: byAssociation ? association.id : null,
    onlinePlaces: online ?? null,
    roomServiceId: online === undefined ? null : visio.id,
    state: times.at(-1)!.endsAt < now ? 'held' : 'published',
    startsAt: times[0]!.startsAt,
    endsAt: times.at(-1)!.endsAt,
    opinionsAskedAt: times.at(-1)!.endsAt < now ? times.at(-1)!.endsAt : null,
    publishedAt,
    createdAt: publishedAt,
    updatedAt: publishedAt,
  });
  await manager.insert(GatheringMeasure, { gatheringId: id, measureId: measure.id });
  for (const [index, { room, onlinePresent, agents }] of sessions.entries()) {
    const time = times[index]!;
    const roomId = online === undefined || time.endsAt < now ? null : newId();
    if (roomId !== null)
      await manager.insert(MeetingRoom, {
        ...roomHours(time),
        id: roomId,
        serviceId: visio.id,
        name: said.title,
        key: newId().replaceAll('-', ''),
        createdAt: now,
      });
    await manager.insert(GatheringSession, {
      ...time,
      id: newId(),
      gatheringId: id,
      meetingRoomId: roomId,
      roomPresent: room ?? null,
      onlinePresent: onlinePresent ?? null,
      agentsPresent: agents ?? null,
      updatedAt: publishedAt,
    });
  }
  for (const [useful, wish] of opinions)
    await manager.insert(GatheringOpinion, { id: newId(), gatheringId: id, useful, wish });
}
