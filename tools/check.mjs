// All of CI, in named steps with their times. It stops at the first step that fails. Last line: N passed, N failed.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = process.execPath;
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];

const folder = await mkdtemp(join(tmpdir(), 'ronron-check-'));
// The embedded PostgreSQL in an empty folder: the migrations start from nothing, as a new portal does.
const emptyPortal = { DATABASE_URL: '', DATA_DIR: folder, NODE_ENV: 'test', LOG_LEVEL: 'warn' };

const steps = [
  ['format', [node, 'node_modules/prettier/bin/prettier.cjs', '--check', '.']],
  ['types', [node, 'node_modules/typescript/bin/tsc', '-b']],
  ['lint', ['npm', 'run', '--silent', 'lint']],
  ['boundaries', [node, ...jest, '--selectProjects', 'unit', '--', 'apps/portal/src/rules/boundaries.spec.ts']],
  ['migrations', [node, 'apps/portal/dist/cli.js', 'migrations:check'], emptyPortal],
  ['tests', [node, 'libs/testing/dist/run-tests.js']],
];

/** Runs a step with its output passed on. @returns its exit code and its last line. */
function run([program, ...args], environment = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['inherit', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    });
    let lastLine = '';
    createInterface(child.stdout).on('line', (line) => {
      console.log(line);
      lastLine = line;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, lastLine }));
  });
}

/** What the tests would wait for otherwise. Should it fail, the test that needs it tries again and says why. */
let fetching = null;

const table = [];
let counts = null;
let failed = null;
try {
  for (const [name, command, environment] of steps) {
    console.log(`\n== ${name}`);
    const start = performance.now();
    const { code, lastLine } = await run(command, environment);
    table.push([name, code === 0 ? 'ok' : 'FAILED', `${((performance.now() - start) / 1000).toFixed(1)} s`]);
    if (name === 'types' && code === 0)
      fetching = spawn(node, ['tools/fetch-etherpad.mjs'], { cwd: root, stdio: 'ignore' });
    if (name === 'tests') counts = lastLine;
    if (code !== 0) {
      failed = name;
      break;
    }
  }
} finally {
  fetching?.kill();
  await rm(folder, { recursive: true, force: true });
}

console.log('');
for (const [name, result, time] of table) console.log(`${name.padEnd(12)}${result.padEnd(8)}${time.padStart(8)}`);
if (failed !== null) console.log(`\nThe step "${failed}" failed.`);
console.log(/^\d+ passed, \d+ failed$/.test(counts ?? '') ? counts : '0 passed, 1 failed');
process.exitCode = failed === null ? 0 : 1;
