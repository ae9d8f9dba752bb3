import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isRunning } from './processes.js';
import { plainEnvironment } from './plain-environment.js';

export const ETHERPAD_RELEASE = '1.8.14';

const run = promisify(execFile);
const MARKER = 'complete';

/** Where an installation is shared by all work trees of a machine: `RONRON_CACHE_DIR`, or a folder of the user. */
export function etherpadCacheFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const cache = environment['RONRON_CACHE_DIR'] ?? join(homedir(), '.cache', 'ronron');
  return join(cache, `etherpad-${ETHERPAD_RELEASE}`);
}

/**
 * Installs Etherpad into `folder` from the npm registry, once (about three minutes). Two processes may ask at the same
 * time: one installs, the other waits; one that died in the middle is taken over. Needs `npm` and `tar`.
 * @throws Error when npm fails, e.g. without a network.
 */
export async function installEtherpad(folder: string, say: (line: string) => void = () => undefined): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  for (let told = false; !existsSync(join(folder, MARKER));) {
    const release = await takeLock(`${folder}.lock`);
    if (release === null) {
      if (!told) say('Another process installs Etherpad; waiting for it.');
      told = true;
      await wait(500);
      continue;
    }
    try {
      if (existsSync(join(folder, MARKER))) return;
      await removeLeftovers(folder);
      say(`Installing Etherpad ${ETHERPAD_RELEASE} from npm: about three minutes, once.`);
      await installInto(folder);
    } finally {
      await release();
    }
  }
}

/** What installations that were killed left beside the folder. */
async function removeLeftovers(folder: string): Promise<void> {
  const parts = (await readdir(dirname(folder))).filter((name) => name.startsWith(`${basename(folder)}.part-`));
  const left = parts.filter((name) => !isRunning(Number(name.split('-').at(-1))));
  await Promise.all(left.map((name) => rm(join(dirname(folder), name), { recursive: true, force: true })));
}

async function installInto(folder: string): Promise<void> {
  // Of its own process, so that even two that both took over a dead lock never write into one folder.
  const part = `${folder}.part-${process.pid}`;
  await rm(part, { recursive: true, force: true });
  await mkdir(join(part, 'src'), { recursive: true });
  await mkdir(join(part, 'node_modules'));
  await npm(part, ['pack', `ep_etherpad-lite@${ETHERPAD_RELEASE}`, '--silent']);
  const archive = (await readdir(part)).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new Error('npm pack left no archive of Etherpad.');
  await run('tar', ['-xzf', join(part, archive), '-C', join(part, 'src'), '--strip-components=1']);
  await rm(join(part, archive));
  // No package runs code of its own at installation: Etherpad needs none of it.
  await npm(join(part, 'src'), [
    'install',
    '--omit=dev',
    '--legacy-peer-deps',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ]);
  await symlink(join('..', 'src'), join(part, 'node_modules', 'ep_etherpad-lite'));
  await writeFile(join(part, MARKER), `${ETHERPAD_RELEASE}\n`);
  if (existsSync(join(folder, MARKER))) return rm(part, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
  await rename(part, folder);
}

async function npm(cwd: string, args: readonly string[]): Promise<void> {
  try {
    await run('npm', [...args], { cwd, env: plainEnvironment(), maxBuffer: 50_000_000 });
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new Error(`npm ${args[0]} of Etherpad failed: ${stderr.trim().slice(-500)}`, { cause: error });
  }
}

/** A function that gives the lock back, or null while another living process holds it. */
async function takeLock(path: string): Promise<(() => Promise<void>) | null> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return () => rm(path, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const holder = await readFile(path, 'utf8').catch(() => '');
  // An empty lock is being written at this moment.
  if (holder !== '' && !isRunning(Number(holder))) await rm(path, { force: true });
  return null;
}
