import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Stops every PostgreSQL whose data folder is under `folder`: an interrupted test had no time to stop its own. */
export async function stopStrayServers(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true }).catch((): string[] => []);
  for (const name of names.filter((entry) => entry.endsWith('postmaster.pid'))) {
    const pid = Number((await readFile(join(folder, name), 'utf8').catch(() => '')).split('\n')[0]);
    try {
      // At once, without writing anything: the folder goes away.
      if (pid > 0) process.kill(pid, 'SIGQUIT');
    } catch {
      continue;
    }
  }
}
