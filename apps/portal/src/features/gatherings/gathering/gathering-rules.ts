import { LONGEST_SESSION } from '../sessions/gathering-session.entity.js';
import type { Gathering, Way } from './gathering.entity.js';
import type { SaidOfGathering } from './gathering.form.js';

/** Why something was refused: the field and the locale key of what to say beside it. */
export interface Refusal {
  readonly field: string;
  readonly key: string;
}

/** What is missing for people to know where to come, or null. */
export function refusalOfPlaces(said: SaidOfGathering): Refusal | null {
  if (said.roomPlaces === null && said.onlinePlaces === null)
    return { field: 'roomPlaces', key: 'gatherings:errors.noWay' };
  if (said.roomPlaces !== null && said.placeName === '')
    return { field: 'placeName', key: 'gatherings:errors.placeName' };
  if (said.onlinePlaces !== null && said.roomServiceId === '')
    return { field: 'roomServiceId', key: 'gatherings:errors.roomService' };
  return null;
}

/** What is wrong with the hours of a session, or null. */
export function refusalOfTimes({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }): Refusal | null {
  const length = endsAt.getTime() - startsAt.getTime();
  if (length <= 0) return { field: 'endsAt', key: 'gatherings:errors.endBeforeStart' };
  return length > LONGEST_SESSION ? { field: 'endsAt', key: 'gatherings:errors.tooLong' } : null;
}

/** The ways that a gathering offers, the room first. */
export function waysOf({ roomPlaces, onlinePlaces }: Pick<Gathering, 'roomPlaces' | 'onlinePlaces'>): Way[] {
  return [...(roomPlaces === null ? [] : ['room' as const]), ...(onlinePlaces === null ? [] : ['online' as const])];
}

/** The public name of who holds it; its commune and its structure must be read with it. */
export function holderOf({ structure, heldBy, commune }: Gathering): string {
  return structure?.name ?? (heldBy === '' ? commune!.name : heldBy);
}

/** How many places a way has; 0 when it is not offered. */
export function placesOf(
  { roomPlaces, onlinePlaces }: Pick<Gathering, 'roomPlaces' | 'onlinePlaces'>,
  way: Way,
): number {
  return (way === 'room' ? roomPlaces : onlinePlaces) ?? 0;
}

/** Called off or over and noted: what it says stays as it was read. Attendance, minutes and documents go on. */
export function isClosed({ state }: Pick<Gathering, 'state'>): boolean {
  return state === 'cancelled' || state === 'held';
}

/** Whether people can still register. */
export function takesRegistrations({ state, endsAt }: Pick<Gathering, 'state' | 'endsAt'>, now: Date): boolean {
  return state === 'published' && now < endsAt;
}
