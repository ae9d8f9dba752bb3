import { OK, refuse, type Reply } from './ocs-reply.js';
import { pageOf, type OcsUsers } from './ocs-users.js';
import type { TeamFolders } from './team-folders.js';

/** The groups of a Nextcloud, as its provisioning API changes and shows them. */
export class OcsGroups {
  constructor(
    /** Group id → display name. */
    private readonly names: Map<string, string>,
    private readonly users: OcsUsers,
    private readonly folders: TeamFolders,
  ) {}

  answer(method: string, path: readonly string[], query: URLSearchParams, form: URLSearchParams): Reply {
    const [id, part, details] = path;
    if (id === undefined) return this.create(form.get('groupid') ?? '');
    if (id === 'details') return this.list(query);
    const known = this.names.has(id);
    if (part === 'users' && details === 'details') return known ? this.members(id, query) : refuse(404, 998);
    if (!known) return method === 'DELETE' ? refuse(400, 101) : refuse(404, 404);
    if (method === 'DELETE') this.remove(id);
    else this.names.set(id, form.get('value') ?? id);
    return OK;
  }

  private create(id: string): Reply {
    if (id === '') return refuse(400, 101);
    if (this.names.has(id)) return refuse(400, 102);
    this.names.set(id, id);
    return OK;
  }

  private list(query: URLSearchParams): Reply {
    const text = (query.get('search') ?? '').toLowerCase();
    const found = [...this.names]
      .filter((words) => words.some((word) => word.toLowerCase().includes(text)))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const groups = pageOf(found, query).map(([id, displayname]) => {
      const members = this.users.membersOf(id);
      const disabled = members.filter(({ enabled }) => !enabled).length;
      return { id, displayname, usercount: members.length, disabled, canAdd: true, canRemove: true };
    });
    return { http: 200, code: 200, data: { groups } };
  }

  private members(id: string, query: URLSearchParams): Reply {
    const shown = pageOf(this.users.membersOf(id), query).map((user) => [user.id, this.users.shown(user)]);
    return { http: 200, code: 200, data: { users: shown.length === 0 ? [] : Object.fromEntries(shown) } };
  }

  private remove(id: string): void {
    this.names.delete(id);
    for (const user of this.users.all.values()) user.groups.delete(id);
    this.folders.forgetGroup(id);
  }
}
