import { DAY, HOUR } from '@ronron/kernel';
import { Gathering } from '../features/gatherings/gathering/gathering.entity.js';
import { GatheringRegistration } from '../features/gatherings/registrations/gathering-registration.entity.js';
import { GatheringSession } from '../features/gatherings/sessions/gathering-session.entity.js';
import type { TestPortal } from './portal-harness.js';

/** A published gathering of Quimper in ten days, with one session of two hours, twelve places in the room and none online. */
export async function aGathering(portal: TestPortal, values: Partial<Gathering> = {}): Promise<Gathering> {
  const now = portal.clock.now();
  const id = portal.newId();
  const startsAt = new Date(now.getTime() + 10 * DAY);
  const gathering = await portal.database.getRepository(Gathering).save({
    id,
    slug: `rendez-vous-${id.slice(-12)}`,
    kind: 'training',
    title: `Écrire avec LibreOffice ${id.slice(-6)}`,
    words: 'Trois exercices et un goûter.',
    communeId: (await portal.commune()).id,
    freeSoftware: 'LibreOffice',
    placeName: 'Médiathèque',
    placeAddress: '9 esplanade François Mitterrand',
    roomPlaces: 12,
    state: 'published',
    startsAt,
    endsAt: new Date(startsAt.getTime() + 2 * HOUR),
    publishedAt: now,
    createdAt: now,
    updatedAt: now,
    ...values,
  } as Gathering);
  await portal.database.getRepository(GatheringSession).insert({
    id: portal.newId(),
    gatheringId: id,
    startsAt: gathering.startsAt,
    endsAt: gathering.endsAt,
    updatedAt: now,
  });
  return portal.database.getRepository(Gathering).findOneByOrFail({ id });
}

/** Statuses of a gathering's registrations, the first first. */
export async function statuses(portal: TestPortal, gatheringId: string): Promise<string[]> {
  const all = await portal.database
    .getRepository(GatheringRegistration)
    .find({ where: { gatheringId }, order: { createdAt: 'ASC', id: 'ASC' } });
  return all.map(({ status }) => status);
}
