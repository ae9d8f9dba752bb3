import type { OcsUsers } from './ocs-users.js';
import { refuse, type Reply } from './ocs-reply.js';

export interface TeamFolder {
  readonly id: number;
  mountPoint: string;
  /** Bytes; -3: no limit. */
  quota: number;
  size: number;
  acl: boolean;
  /** Group → permissions, 31 for all. */
  readonly groups: Map<string, number>;
  /** Ids of those who may set advanced permissions. */
  readonly managers: Set<string>;
}

/**
 * The app that Nextcloud calls Team folders (`groupfolders` 20). It speaks version 1 of OCS: HTTP 200 with code 100 or
 * 404, and 400 for a name that is taken; lists that are empty come as `[]`, others as objects.
 */
export class TeamFolders {
  readonly all = new Map<number, TeamFolder>();
  private last = 0;

  constructor(private readonly users: OcsUsers) {}

  /** `allowSameName`: releases before 20 made a second folder of the same name. */
  answer(method: string, path: readonly string[], form: URLSearchParams, allowSameName: boolean): Reply {
    const [id, part, name] = path;
    if (id === undefined)
      return method === 'GET' ? this.list() : this.create(form.get('mountpoint') ?? '', allowSameName);
    const folder = this.all.get(Number(id));
    if (folder === undefined) return refuse(200, 404);
    if (part === undefined) {
      if (method === 'DELETE') this.all.delete(folder.id);
      return well(method === 'GET' ? this.shown(folder) : { success: true });
    }
    const taken = part === 'mountpoint' && this.taken(form.get('mountpoint') ?? '', folder.id) && !allowSameName;
    if (taken) return refuse(200, 400);
    this.change(method, folder, part, name, form);
    return well({ success: true, folder: this.shown(folder) });
  }

  /** A group that goes leaves its folders. */
  forgetGroup(group: string): void {
    for (const folder of this.all.values()) folder.groups.delete(group);
  }

  private list(): Reply {
    const folders = [...this.all.values()].map((folder) => [String(folder.id), this.shown(folder)]);
    return well(folders.length === 0 ? [] : Object.fromEntries(folders));
  }

  private create(mountPoint: string, allowSameName: boolean): Reply {
    if (this.taken(mountPoint, null) && !allowSameName) return refuse(200, 400);
    this.last += 1;
    const folder = {
      id: this.last,
      mountPoint,
      quota: -3,
      size: 0,
      acl: false,
      groups: new Map(),
      managers: new Set<string>(),
    };
    this.all.set(folder.id, folder);
    return well(this.shown(folder));
  }

  private change(
    method: string,
    folder: TeamFolder,
    part: string,
    name: string | undefined,
    form: URLSearchParams,
  ): void {
    const on = form.get('acl') === '1' || form.get('manageAcl') === '1';
    const who = form.get('mappingId') ?? '';
    if (part === 'mountpoint') folder.mountPoint = form.get('mountpoint') ?? '';
    else if (part === 'quota') folder.quota = Number(form.get('quota'));
    else if (part === 'acl') folder.acl = on;
    else if (part === 'manageACL' && on) folder.managers.add(who);
    else if (part === 'manageACL') folder.managers.delete(who);
    else if (method === 'DELETE') folder.groups.delete(name ?? '');
    else if (name === undefined) folder.groups.set(form.get('group') ?? '', 31);
    else folder.groups.set(name, Number(form.get('permissions')));
  }

  private taken(mountPoint: string, except: number | null): boolean {
    return [...this.all.values()].some((folder) => folder.mountPoint === mountPoint && folder.id !== except);
  }

  private shown(folder: TeamFolder): object {
    const { id, mountPoint, quota, acl, size, groups, managers } = folder;
    const manage = [...managers]
      // Whoever is gone is not shown any more, though still kept.
      .filter((user) => this.users.all.has(user))
      .map((user) => ({ type: 'user', id: user, displayname: this.users.all.get(user)!.displayname }));
    return {
      id,
      mount_point: mountPoint,
      quota,
      acl,
      size,
      groups: groups.size === 0 ? [] : Object.fromEntries(groups),
      group_details: [],
      manage,
    };
  }
}

function well(data: unknown): Reply {
  return { http: 200, code: 100, data };
}
