import { z } from 'zod';
import type { Person } from '../contract/connector.js';
import { done, type Outcome } from '../contract/outcome.js';
import type { PeerTubeApi } from './peertube-api.js';

/** What the plugin that signs people in through the portal writes on the accounts that it makes. */
const OURS = 'peertube-plugin-auth-openid-connect';
/** Administrators are 0, moderators 1. */
const ORDINARY_USER = 2;
const UNLIMITED = -1;
/** By which a block of ours is known; people read the sentence in PeerTube's mail. */
const MARK = '[ronron]';
const REASONS: Readonly<Record<string, string>> = {
  fr: `Votre accès par le portail est arrêté ou suspendu. ${MARK}`,
  en: `Your access through the portal has ended or is suspended. ${MARK}`,
};

const user = z.object({
  id: z.number().int().positive(),
  username: z.string(),
  email: z.string(),
  pluginAuth: z.string().nullable(),
  role: z.object({ id: z.number() }),
  blocked: z.boolean(),
  blockedReason: z.string().nullish(),
  videoQuota: z.coerce.number(),
  videoQuotaUsed: z.coerce.number().nonnegative().nullish(),
  videosCount: z.coerce.number().nonnegative().nullish(),
  lastLoginDate: z.coerce.date().nullish().catch(null),
});
const userList = z.object({ total: z.number(), data: z.array(user) });
export type PeerTubeUser = z.infer<typeof user>;

/** Steps on accounts, each safe to repeat. Only ordinary accounts that the plugin made are ever seen or touched. */
export function peerTubeUsers(api: PeerTubeApi) {
  const isOurs = ({ pluginAuth, role }: PeerTubeUser): boolean => pluginAuth === OURS && role.id === ORDINARY_USER;

  return {
    /** The accounts of a person: by the name that the plugin makes of `sub`, or by the address. Usually one, or none yet. */
    async of({ accountId, email }: Person): Promise<Outcome<readonly PeerTubeUser[]>> {
      const username = accountId.replace(/[^a-z0-9._]/g, '_');
      const found = new Map<number, PeerTubeUser>();
      for (const search of [username, email]) {
        const query = new URLSearchParams({ search, start: '0', count: '20' });
        const page = await api.read(`users?${query.toString()}`, userList);
        if (page.kind !== 'done') return page;
        for (const one of page.value?.data ?? []) {
          const same = one.username === username || one.email.toLowerCase() === email.toLowerCase();
          if (same && isOurs(one)) found.set(one.id, one);
        }
      }
      return done([...found.values()].sort((a, b) => a.id - b.id));
    },

    /** Null when it is gone, or is no account of ours any more. */
    async read(id: number): Promise<Outcome<PeerTubeUser | null>> {
      const one = await api.read(`users/${id}?withStats=true`, user);
      if (one.kind !== 'done') return one;
      return done(one.value !== null && isOurs(one.value) ? one.value : null);
    },

    /** Its sessions end at once. A block by a moderator stays theirs. */
    block({ id, blocked }: PeerTubeUser, locale: string): Promise<Outcome<void>> | Outcome<void> {
      if (blocked) return done(undefined);
      return api.change('POST', `users/${id}/block`, { reason: REASONS[locale] ?? REASONS['fr'] });
    },

    /** Only what we blocked: whom a moderator blocked, a moderator lets in again. */
    unblock({ id, blocked, blockedReason }: PeerTubeUser): Promise<Outcome<void>> | Outcome<void> {
      if (!blocked || !(blockedReason ?? '').includes(MARK)) return done(undefined);
      return api.change('POST', `users/${id}/unblock`);
    },

    limit({ id, videoQuota }: PeerTubeUser, quotaBytes: number | null): Promise<Outcome<void>> | Outcome<void> {
      const wanted = quotaBytes ?? UNLIMITED;
      if (videoQuota === wanted) return done(undefined);
      return api.change('PUT', `users/${id}`, { videoQuota: wanted });
    },

    /** With its channels and videos. */
    remove: ({ id }: PeerTubeUser): Promise<Outcome<void>> => api.change('DELETE', `users/${id}`),
  };
}

/** The quota that all of them have, or null: none, or not the same. */
export function commonQuota(users: readonly PeerTubeUser[]): number | null {
  const quotas = new Set(users.map(({ videoQuota }) => videoQuota));
  const [only] = quotas;
  return quotas.size === 1 && only !== undefined && only >= 0 ? only : null;
}
