import { z } from 'zod';
import type { Person } from '../contract/connector.js';
import { done, type Outcome } from '../contract/outcome.js';
import { expectNoRefusal, isFailure, type EtherpadApi } from './etherpad-api.js';

export interface PadSession {
  readonly id: string;
  readonly groupId: string;
  readonly authorId: string;
  /** Unix seconds. */
  readonly validUntil: number;
}

const nothing = z.unknown();
const groupAnswer = z.object({ groupID: z.string().regex(/^g\.\w{16}$/) });
const authorAnswer = z.object({ authorID: z.string().regex(/^a\.\w{16}$/) });
const sessionAnswer = z.object({ sessionID: z.string().regex(/^s\.\w{16,64}$/) });
const padsAnswer = z.object({ padIDs: z.array(z.string()) });
// A session that was deleted stays in its author's list as null, and a list that never was is null itself.
const sessionsAnswer = z
  .record(z.string(), z.object({ groupID: z.string(), authorID: z.string(), validUntil: z.number() }).nullable())
  .nullable();

/** Steps on groups, authors and sessions, each safe to repeat. */
export function etherpadGroups(api: EtherpadApi) {
  return {
    /** Finds or makes the group of a subscription: the name comes from its id, so a lost handle does no harm. */
    async groupOf(subscriptionId: string): Promise<Outcome<string>> {
      const parameters = { groupMapper: `ronron-${subscriptionId}` };
      const answer = expectNoRefusal(await api.call('createGroupIfNotExistsFor', parameters, groupAnswer));
      return answer.kind === 'done' ? done(answer.value.groupID) : answer;
    },

    async removeGroup(groupId: string): Promise<Outcome<void>> {
      const answer = await api.call('deleteGroup', { groupID: groupId }, nothing);
      if (answer.kind === 'refused' && answer.because === 'absent') return done(undefined);
      const settled = expectNoRefusal(answer);
      return settled.kind === 'done' ? done(undefined) : settled;
    },

    /** Names of pads, or null when the group does not exist. */
    async padsOf(groupId: string): Promise<Outcome<readonly string[] | null>> {
      const answer = await api.call('listPads', { groupID: groupId }, padsAnswer);
      if (answer.kind === 'refused' && answer.because === 'absent') return done(null);
      const settled = expectNoRefusal(answer);
      if (settled.kind !== 'done') return settled;
      return done(settled.value.padIDs.map((id) => id.slice(id.indexOf('$') + 1)).sort());
    },

    /** `made` is false when a pad of that name was there. */
    async makePad(groupId: string, padName: string): Promise<Outcome<{ made: boolean }>> {
      const answer = await api.call('createGroupPad', { groupID: groupId, padName }, nothing);
      if (answer.kind === 'refused' && answer.because === 'exists') return done({ made: false });
      const settled = expectNoRefusal(answer);
      return settled.kind === 'done' ? done({ made: true }) : settled;
    },

    /** The author of an account, the same in all its groups. */
    async authorOf(accountId: string, name: string): Promise<Outcome<string>> {
      const parameters = { authorMapper: `ronron-${accountId}`, name };
      const answer = expectNoRefusal(await api.call('createAuthorIfNotExistsFor', parameters, authorAnswer));
      return answer.kind === 'done' ? done(answer.value.authorID) : answer;
    },

    async sessions(of: { groupId: string } | { authorId: string }): Promise<Outcome<readonly PadSession[]>> {
      const answer =
        'groupId' in of
          ? await api.call('listSessionsOfGroup', { groupID: of.groupId }, sessionsAnswer)
          : await api.call('listSessionsOfAuthor', { authorID: of.authorId }, sessionsAnswer);
      if (answer.kind === 'refused' && answer.because === 'absent') return done([]);
      const settled = expectNoRefusal(answer);
      if (settled.kind !== 'done') return settled;
      const sessions = Object.entries(settled.value ?? {}).flatMap(([id, session]) =>
        session === null
          ? []
          : [{ id, groupId: session.groupID, authorId: session.authorID, validUntil: session.validUntil }],
      );
      return done(sessions);
    },

    async startSession(groupId: string, authorId: string, validUntil: number): Promise<Outcome<string>> {
      const parameters = { groupID: groupId, authorID: authorId, validUntil: String(validUntil) };
      const answer = expectNoRefusal(await api.call('createSession', parameters, sessionAnswer));
      return answer.kind === 'done' ? done(answer.value.sessionID) : answer;
    },

    async endSession(sessionID: string): Promise<Outcome<void>> {
      const answer = await api.call('deleteSession', { sessionID }, nothing);
      return isFailure(answer) ? answer : done(undefined);
    },

    async endSessions(sessions: readonly PadSession[]): Promise<Outcome<void>> {
      for (const session of sessions) {
        const ended = await this.endSession(session.id);
        if (ended.kind !== 'done') return ended;
      }
      return done(undefined);
    },

    /** Takes the name away from what a person wrote; from API 1.3.1 the server also forgets who it was. */
    async anonymise(person: Person): Promise<Outcome<void>> {
      const author = await this.authorOf(person.accountId, '-');
      if (author.kind !== 'done') return author;
      const sessions = await this.sessions({ authorId: author.value });
      if (sessions.kind !== 'done') return sessions;
      const ended = await this.endSessions(sessions.value);
      if (ended.kind !== 'done') return ended;
      const answer = await api.call('anonymizeAuthor', { authorID: author.value }, nothing, '1.3.1');
      if (answer.kind === 'failed' && answer.reason === 'unsupported') return done(undefined);
      const settled = expectNoRefusal(answer);
      return settled.kind === 'done' ? done(undefined) : settled;
    },
  };
}

export type EtherpadGroups = ReturnType<typeof etherpadGroups>;
