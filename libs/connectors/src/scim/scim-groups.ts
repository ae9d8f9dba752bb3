import { done, failed, type Outcome } from '../contract/outcome.js';
import { plainText } from '../names/plain-text.js';
import { shortLogin } from '../names/short-login.js';
import { CHANGED, equals, groupShape, type PatchStep, type ScimApi, type ScimGroup } from './scim-api.js';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PREFIX = 'ronron-';
const ASIDE = '-suspended';

/** A subscription's members who have access, and those who wait aside while it is suspended. */
export type Place = 'active' | 'aside';

export function externalIdOf(subscriptionId: string, place: Place): string {
  return `${PREFIX}${subscriptionId}${place === 'aside' ? ASIDE : ''}`;
}

/** Which place a group of ours is; null for the groups of others. */
export function placeOf(group: ScimGroup): Place | null {
  if (!(group.externalId ?? '').startsWith(PREFIX)) return null;
  return group.externalId!.endsWith(ASIDE) ? 'aside' : 'active';
}

/** The subscription of a group of ours. */
export function subscriptionOf({ externalId = '' }: ScimGroup): string {
  return externalId.slice(PREFIX.length).replace(ASIDE, '');
}

/** Steps on groups, each safe to repeat. */
export function scimGroups(api: ScimApi) {
  const groups = {
    find: (subscriptionId: string, place: Place): Promise<Outcome<ScimGroup | null>> =>
      api.find('Groups', groupShape, ...called(externalIdOf(subscriptionId, place))),

    /**
     * The group, left alone. A call that a proxy sends twice, or too late, makes a twin: no service has to keep `externalId` unique
     * (RFC 7643, 3.1). Of several the same one stays, whoever looks.
     */
    async single(subscriptionId: string, place: Place): Promise<Outcome<ScimGroup | null>> {
      const found = await api.all('Groups', groupShape, ...called(externalIdOf(subscriptionId, place)));
      if (found.kind !== 'done') return found;
      const [first, ...twins] = found.value.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      for (const twin of twins) {
        const removed = await groups.remove(twin);
        if (removed.kind !== 'done') return removed;
      }
      return done(first ?? null);
    },

    /** All groups of the service, ours and others', from the `start`th on; `next` is where the rest begins. */
    page: (start: number): Promise<Outcome<{ resources: readonly ScimGroup[]; next: number | null }>> =>
      api.page('Groups', groupShape, start),

    /** Groups of ours that hold a user. */
    withMember(userId: string): Promise<Outcome<readonly ScimGroup[]>> {
      const fits = (group: ScimGroup): boolean =>
        placeOf(group) !== null && group.members.some(({ value }) => value === userId);
      return api.all('Groups', groupShape, equals('members.value', userId), fits);
    },

    /** Makes the group hold these users beside those of `kept`, under this name where it is free. */
    async ensure(
      subscriptionId: string,
      place: Place,
      name: string,
      userIds: readonly string[],
      kept: readonly string[] = [],
    ): Promise<Outcome<ScimGroup>> {
      const displayName = nameOf(name, place);
      for (let attempt = 0; attempt < 4; attempt += 1) {
        const found = await groups.single(subscriptionId, place);
        if (found.kind !== 'done') return found;
        if (found.value === null) {
          const made = await make(subscriptionId, place, displayName, userIds);
          if (made.kind !== 'done') return made;
          // It is looked for again: it may not be alone.
          continue;
        }
        const group = found.value;
        const wanted = new Set([...userIds, ...kept]);
        const steps = stepsTo(group, displayName, wanted);
        if (steps.length === 0) return done(group);
        const members = [...wanted].map((value) => ({ value }));
        const whole = { schemas: [GROUP], id: group.id, externalId: group.externalId, displayName, members };
        const changed = await api.change('Groups', group, steps, whole);
        if (changed.kind !== 'done') return changed;
        if (changed.value === 409) return failed('conflict', 'Another group of the service has this name.');
        // It is read again: what it holds now decides, and what somebody else did meanwhile is seen.
        if (changed.value === CHANGED || changed.value === 404) continue;
        const after = await api.read('Groups', groupShape, group.id);
        if (after.kind !== 'done') return after;
        if (after.value !== null) return done(after.value);
      }
      return failed('conflict', 'The group kept changing while it was written.');
    },

    remove: (group: ScimGroup): Promise<Outcome<void>> => api.remove('Groups', group.id),
  };

  /** Null when somebody made it meanwhile. */
  async function make(
    subscriptionId: string,
    place: Place,
    displayName: string,
    userIds: readonly string[],
  ): Promise<Outcome<ScimGroup | null>> {
    const externalId = externalIdOf(subscriptionId, place);
    const members = userIds.map((value) => ({ value }));
    const body = { schemas: [GROUP], externalId, displayName, members };
    const made = await api.make('Groups', groupShape, body);
    if (made.kind !== 'done' || made.value !== null) return made;
    const found = await groups.find(subscriptionId, place);
    if (found.kind !== 'done' || found.value !== null) return found;
    // Some services want names to be unique, and two associations may have the same.
    return api.make('Groups', groupShape, { ...body, displayName: distinct(displayName, subscriptionId) });
  }

  function stepsTo(group: ScimGroup, displayName: string, wanted: ReadonlySet<string>): PatchStep[] {
    const present = new Set(group.members.map(({ value }) => value));
    const missing = [...wanted].filter((id) => !present.has(id));
    const extra = [...present].filter((id) => !wanted.has(id));
    return [
      ...(group.displayName.startsWith(displayName)
        ? []
        : [{ op: 'replace', path: 'displayName', value: displayName }]),
      ...(missing.length === 0 ? [] : [{ op: 'add', path: 'members', value: missing.map((value) => ({ value })) }]),
      ...extra.map((id) => ({ op: 'remove', path: `members[${equals('value', id)}]` })),
    ] as PatchStep[];
  }

  return groups;
}

/** The filter for groups of this `externalId`, and the check of what the service made of it. */
function called(externalId: string): [filter: string, fits: (group: ScimGroup) => boolean] {
  return [equals('externalId', externalId), (group) => group.externalId === externalId];
}

function nameOf(name: string, place: Place): string {
  return plainText(name, 100, 'Groupe') + (place === 'aside' ? ' (suspendu)' : '');
}

/** The name of a group without what tells it from another of the same name. */
export function sharedName({ displayName }: ScimGroup, subscriptionId: string): string {
  const mark = distinct('', subscriptionId);
  return displayName.endsWith(mark) ? displayName.slice(0, -mark.length) : displayName;
}

function distinct(displayName: string, subscriptionId: string): string {
  return `${displayName} ${shortLogin('scim-group', subscriptionId).slice(0, 6)}`;
}
