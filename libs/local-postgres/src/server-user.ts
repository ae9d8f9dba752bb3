import { readFile, stat } from 'node:fs/promises';

/** The account under which PostgreSQL runs; null is our own. */
export type ServerUser = { readonly uid: number; readonly gid: number } | null;

/**
 * PostgreSQL refuses to run as root: then it runs as the owner of its data folder, or as `nobody` when there is none
 * yet. (initdb refuses a uid that has no name, so any free number would not do.)
 */
export async function chooseServerUser(dataDir: string): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return null;
  const folder = await stat(dataDir).catch(() => null);
  if (folder !== null && folder.uid !== 0) return { uid: folder.uid, gid: folder.gid };
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? { uid: 65534, gid: 65534 } : { uid: Number(uid), gid: Number(gid) };
}
