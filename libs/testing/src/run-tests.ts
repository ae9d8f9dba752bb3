import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTemplate, startTestServer } from './database/test-server.js';
import { stopStrayServers } from './database/stop-stray-servers.js';
import type { Summary } from './jest/summary-reporter.js';
import { meetNeeds } from './needs/meet-needs.js';
import { needs } from './needs/needs.js';

/** The program behind `npm test`: prepares what the tests need, runs them, and says how many passed. */

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const REPORTER = fileURLToPath(new URL('./jest/summary-reporter.js', import.meta.url));
const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];

/** Milliseconds; generous, for small machines: what waits for a condition ends as soon as it holds. */
const TEST_TIMEOUT = 30_000;

/** A worker that holds more is replaced: Node frees no ES modules of finished test files, and near its limit it only collects. */
const WORKER_MEMORY = '1500MB';

let child: ChildProcess | null = null;
let interrupted = false;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted = true;
    // What the child was doing is undone below, once it has ended.
    child?.kill('SIGTERM');
  });
}

async function main(args: readonly string[]): Promise<Summary> {
  const found = meetNeeds(needs);
  const folder = await mkdtemp(join(tmpdir(), 'ronron-test-run-'));
  // A PostgreSQL that tests start as another user has to get through.
  await chmod(folder, 0o711);
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  const undo: (() => Promise<void>)[] = [
    () => rm(folder, { recursive: true, force: true, maxRetries: 10 }),
    () => stopStrayServers(temporary),
  ];
  try {
    const server = await startTestServer(process.env['TEST_DATABASE_URL']);
    undo.push(() => server.stop());
    const templateName = `ronron_template_${process.pid}`;
    const template = await createTemplate(server.adminUrl, templateName);
    undo.push(() => template.drop());
    await migrateTemplate(template.url, join(folder, 'data'));
    const summaryFile = join(folder, 'summary.json');
    await run([...JEST, ...jestArguments(args)], {
      ...found,
      TMPDIR: temporary,
      RONRON_CACHE_DIR: process.env['RONRON_CACHE_DIR'] ?? join(homedir(), '.cache', 'ronron'),
      RONRON_TEST_DATABASE_URL: server.adminUrl,
      RONRON_TEST_TEMPLATE: templateName,
      RONRON_SUMMARY_FILE: summaryFile,
    });
    return await readSummary(summaryFile);
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

async function migrateTemplate(databaseUrl: string, dataDir: string): Promise<void> {
  const code = await run([join(ROOT, 'apps/portal/dist/cli.js'), 'migrate'], {
    NODE_ENV: 'test',
    LOG_LEVEL: 'warn',
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
  });
  if (code !== 0) throw new Error('The migrations failed: no test was run.');
}

function jestArguments(args: readonly string[]): string[] {
  const rest = args.filter((arg) => arg !== '--long');
  const kind = rest.length < args.length ? ['--selectProjects', 'long'] : ['--ignoreProjects', 'long'];
  // Jest itself leaves one core free, which on two cores is half of the time: what waits for a database or a browser
  // leaves room enough.
  const workers = rest.some((arg) => /^(-i|-w|--runInBand|--maxWorkers)/.test(arg))
    ? []
    : [`--maxWorkers=${availableParallelism()}`];
  // The last of these takes one value only: what follows is the caller's, paths included.
  return [
    ...kind,
    ...workers,
    `--workerIdleMemoryLimit=${WORKER_MEMORY}`,
    '--reporters=default',
    `--reporters=${REPORTER}`,
    `--testTimeout=${TEST_TIMEOUT}`,
    ...rest,
  ];
}

/** Runs Node with the output passed on. @returns its exit code, 1 when it was killed. */
function run(args: readonly string[], environment: Record<string, string>): Promise<number> {
  if (interrupted) return Promise.resolve(1);
  return new Promise((resolve, reject) => {
    child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...environment } });
    child.once('error', reject);
    child.once('close', (code) => {
      child = null;
      resolve(code ?? 1);
    });
  });
}

/** Jest that ended without counting was killed or fell over: that is a failure, not "nothing failed". */
async function readSummary(file: string): Promise<Summary> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? { passed: 0, failed: 1 } : (JSON.parse(text) as Summary);
}

let summary: Summary = { passed: 0, failed: 1 };
try {
  summary = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
}
if (summary.passed + summary.failed === 0) console.error('No test was run.');
process.exitCode = !interrupted && summary.failed === 0 && summary.passed > 0 ? 0 : 1;
console.log(`${summary.passed} passed, ${summary.failed} failed`);
