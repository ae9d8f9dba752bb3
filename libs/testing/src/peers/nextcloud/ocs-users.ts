import { bytesOf, readable, type Quota } from './readable-size.js';
import { OK, refuse, type Reply } from './ocs-reply.js';

export interface OcsUser {
  readonly id: string;
  enabled: boolean;
  email: string;
  displayname: string;
  /** As Nextcloud writes it: `4.7 GB`, `none`, or `default` until somebody chose. */
  quota: Quota;
  used: number;
  /** Unix milliseconds; 0: never signed in. */
  lastLogin: number;
  language: string;
  readonly password: string;
  readonly groups: Set<string>;
  /** Who keeps the account: those of `user_oidc` take no display name from others. */
  readonly backend: 'Database' | 'user_oidc';
}

/** The accounts of a Nextcloud, as its provisioning API changes and shows them. */
export class OcsUsers {
  readonly all = new Map<string, OcsUser>();
  /** Ids of the users to whom a welcome mail was asked for. */
  readonly welcomed: string[] = [];

  constructor(private readonly groups: ReadonlyMap<string, string>) {}

  search(query: URLSearchParams): Reply {
    const text = (query.get('search') ?? '').toLowerCase();
    const found = [...this.all.values()]
      .filter(({ id, displayname, email }) =>
        [id, displayname, email].some((word) => word.toLowerCase().includes(text)),
      )
      .map(({ id }) => id)
      .sort();
    return { http: 200, code: 200, data: { users: pageOf(found, query) } };
  }

  create(form: URLSearchParams): Reply {
    const id = form.get('userid') ?? '';
    const password = form.get('password') ?? '';
    const wanted = form.getAll('groups[]');
    const quota = readable(form.get('quota') ?? 'default');
    if (this.all.has(id)) return refuse(400, 102);
    if (wanted.some((group) => !this.groups.has(group))) return refuse(400, 104);
    if (!/^[\w.@'-]{1,64}$/.test(id) || quota === null) return refuse(400, 101);
    if (password === '' && (form.get('email') ?? '') === '') return refuse(400, 108);
    if (password.length < 10) return refuse(400, 107);
    this.add({
      id,
      email: form.get('email') ?? '',
      displayname: form.get('displayName') ?? '',
      quota,
      language: form.get('language') ?? '',
      password,
      groups: new Set(wanted),
      backend: 'Database',
    });
    return { http: 200, code: 200, data: { id } };
  }

  add(user: Pick<OcsUser, 'id' | 'email' | 'displayname' | 'backend'> & Partial<OcsUser>): OcsUser {
    const made: OcsUser = {
      enabled: true,
      quota: 'default',
      used: 0,
      lastLogin: 0,
      language: '',
      password: '',
      groups: new Set(),
      ...user,
    };
    made.email = made.email.toLowerCase();
    this.all.set(made.id, made);
    return made;
  }

  /** `PUT /users/{id}`. */
  change(user: OcsUser, key: string, value: string): Reply {
    const quota = readable(value);
    if (key === 'email') user.email = value.toLowerCase();
    else if (key === 'displayname' && user.backend === 'Database') user.displayname = value;
    else if (key === 'quota' && quota !== null) user.quota = quota;
    else return refuse(400, key === 'quota' ? 101 : 113);
    return OK;
  }

  /** What stands below `/users/{id}`. */
  part(method: string, part: string, user: OcsUser, parameters: URLSearchParams): Reply {
    const group = parameters.get('groupid') ?? '';
    if (part === 'enable' || part === 'disable') user.enabled = part === 'enable';
    else if (part === 'welcome') this.welcomed.push(user.id);
    else if (part !== 'groups') return refuse(404, 998);
    else if (!this.groups.has(group)) return refuse(400, 102);
    else if (method === 'DELETE') user.groups.delete(group);
    else user.groups.add(group);
    return OK;
  }

  /** As `GET /users/{id}` tells it. */
  shown(user: OcsUser): object {
    const { id, enabled, email, displayname, lastLogin, language, used, backend, groups } = user;
    const total = bytesOf(user.quota);
    // Somebody who never came has no files yet, and their quota is told in another way.
    const quota =
      lastLogin === 0
        ? { quota: total < 0 ? 'none' : total, used: 0 }
        : { quota: total, used, free: total < 0 ? total : total - used, total, relative: 0 };
    return {
      id,
      enabled,
      email: email === '' ? null : email,
      displayname,
      lastLogin,
      language,
      backend,
      backendCapabilities: { setDisplayName: backend === 'Database', setPassword: backend === 'Database' },
      quota,
      groups: [...groups],
    };
  }

  membersOf(group: string): OcsUser[] {
    return [...this.all.values()].filter(({ groups }) => groups.has(group)).sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

/** `limit` and `offset` as Nextcloud reads them. */
export function pageOf<Item>(items: readonly Item[], query: URLSearchParams): readonly Item[] {
  const offset = Number(query.get('offset') ?? 0);
  return items.slice(offset, offset + Number(query.get('limit') ?? Infinity));
}
