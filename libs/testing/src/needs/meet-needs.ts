import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import type { Need } from './needs.js';

/** While it exists, Debian starts no service that it installs. */
const POLICY = '/usr/sbin/policy-rc.d';

/**
 * Finds every need; what is missing is installed when we may (root on Debian).
 * @returns the variables for the tests.
 * @throws Error that names what is missing and the command to type.
 */
export function meetNeeds(needs: readonly Need[]): Record<string, string> {
  const missing = needs.filter((need) => need.find() === null);
  if (missing.length > 0) {
    const packages = [...new Set(missing.flatMap((need) => need.packages))].sort();
    if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) install(packages);
    const still = missing.filter((need) => need.find() === null);
    if (still.length > 0) throw new Error(explain(still));
  }
  return Object.fromEntries(needs.map((need) => [need.variable, need.find()!]));
}

function explain(missing: readonly Need[]): string {
  const packages = [...new Set(missing.flatMap((need) => need.packages))].sort();
  return [
    'The tests need:',
    ...missing.map((need) => `  - ${need.what}`),
    'On Debian or Ubuntu, type:',
    `  sudo apt-get install --no-install-recommends ${packages.join(' ')}`,
  ].join('\n');
}

function install(packages: readonly string[]): void {
  console.log(`Installing for the tests: ${packages.join(' ')}`);
  const ours = !existsSync(POLICY);
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const install = ['install', '--yes', '--no-install-recommends', ...packages];
    if (!aptGet(install)) {
      aptGet(['update']);
      aptGet(install);
    }
  } finally {
    if (ours) rmSync(POLICY, { force: true });
  }
}

function aptGet(args: readonly string[]): boolean {
  const { status, stdout, stderr } = spawnSync('apt-get', ['-q', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
  });
  if (status !== 0) console.error(`apt-get ${args.join(' ')}:\n${stdout ?? ''}${stderr ?? ''}`);
  return status === 0;
}
