import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { etherpadCacheFolder, installEtherpad } from './install-etherpad.js';

/** Packs an archive with one file, and counts its installations. */
const FAKE_NPM = `#!/bin/sh
case "$1" in
  pack) mkdir package && echo '{}' > package/package.json && tar -czf fake.tgz package && rm -r package ;;
  install) test -f "$FAKE_NPM_FAILS" && { echo 'no network' >&2; exit 1; }; echo "$@" >> "$FAKE_NPM_LOG"; sleep 0.2 ;;
esac
`;

describe('the installation of Etherpad', () => {
  let root: string;
  let folder: string;
  const environment = { ...process.env };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ronron-install-'));
    folder = join(root, 'cache', 'etherpad');
    const npm = join(root, 'bin', 'npm');
    mkdirSync(join(root, 'bin'));
    writeFileSync(npm, FAKE_NPM);
    chmodSync(npm, 0o755);
    process.env['PATH'] = `${join(root, 'bin')}${delimiter}${environment['PATH']}`;
    process.env['FAKE_NPM_LOG'] = join(root, 'log');
    process.env['FAKE_NPM_FAILS'] = join(root, 'fails');
  });
  afterEach(() => {
    process.env['PATH'] = environment['PATH'];
    rmSync(root, { recursive: true });
  });

  const installations = (): string[] => readFileSync(join(root, 'log'), 'utf8').trim().split('\n');
  const beside = (): string[] => readdirSync(join(root, 'cache'));

  it('happens once for all who ask at the same time, and never again', async () => {
    await Promise.all([installEtherpad(folder), installEtherpad(folder), installEtherpad(folder)]);
    await installEtherpad(folder);
    expect(installations()).toHaveLength(1);
    expect(installations()[0]).toContain('--ignore-scripts');
    expect(existsSync(join(folder, 'node_modules', 'ep_etherpad-lite', 'package.json'))).toBe(true);
    expect(beside()).toEqual(['etherpad']);
  });

  it('is taken over from a process that died in the middle', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    mkdirSync(join(root, 'cache', `etherpad.part-${dead}`), { recursive: true });
    mkdirSync(folder);
    writeFileSync(`${folder}.lock`, String(dead));
    await installEtherpad(folder);
    expect(installations()).toHaveLength(1);
    expect(beside()).toEqual(['etherpad']);
  });

  it('says why npm failed, and can be tried again', async () => {
    writeFileSync(join(root, 'fails'), '');
    await expect(installEtherpad(folder)).rejects.toThrow('no network');
    rmSync(join(root, 'fails'));
    await installEtherpad(folder);
    expect(installations()).toHaveLength(1);
  });

  it('is shared in the cache folder of the user, or where the environment says', () => {
    expect(etherpadCacheFolder({ RONRON_CACHE_DIR: '/srv/cache' })).toBe('/srv/cache/etherpad-1.8.14');
    expect(etherpadCacheFolder({})).toMatch(/\.cache\/ronron\/etherpad-1\.8\.14$/);
  });
});
