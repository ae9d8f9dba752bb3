import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);

/** What the generator reads and writes, and what its work is judged by; the rest of the workspace stays where it is. */
const COPIED = [
  'docs/breton-review.txt',
  'docs/connectors',
  'jest.config.js',
  'libs/connectors/package.json',
  'libs/connectors/src',
  'nx.json',
  '.prettierrc.json',
  'package.json',
  'tools/connector-generator',
  'tsconfig.base.json',
];

describe('the generator of connectors', () => {
  let workspace: string;

  beforeAll(() => {
    workspace = mkdtempSync(join(tmpdir(), 'ronron-generator-'));
    for (const path of COPIED) cpSync(join(ROOT, path), join(workspace, path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(workspace, 'node_modules'));
  });
  afterAll(() => rmSync(workspace, { recursive: true, force: true }));

  /** @returns all that the program wrote, whether it succeeded or threw. */
  async function inWorkspace(program: string, ...args: string[]): Promise<string> {
    const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    const env = { ...process.env, NX_DAEMON: 'false', NX_WORKSPACE_ROOT_PATH: workspace };
    const command = [...node, join('node_modules', program), ...args];
    return run(process.execPath, command, { cwd: workspace, env }).then(
      ({ stdout, stderr }) => stdout + stderr,
      ({ stdout, stderr }: { stdout: string; stderr: string }) => {
        throw new Error(`${program} failed: ${stdout}${stderr}`);
      },
    );
  }
  const generate = (...args: string[]): Promise<string> =>
    inWorkspace('nx/dist/bin/nx.js', 'generate', './tools/connector-generator:connector', ...args);

  it('makes one that is typed, in the registry, documented, and keeps the contract from the first minute', async () => {
    await generate('voice-rooms', '--title=Mumble', '--french=Parler à plusieurs.', '--english=Talk together.');

    const options = { extends: './tsconfig.base.json', compilerOptions: { composite: false, noEmit: true } };
    const include = ['libs/connectors/src/voice-rooms/*.ts', 'libs/connectors/src/**/*.d.ts'];
    writeFileSync(join(workspace, 'tsconfig.json'), JSON.stringify({ ...options, include }));
    const made = [
      'libs/connectors/src/voice-rooms',
      'libs/connectors/src/registry.ts',
      'docs/connectors/voice-rooms.md',
    ];
    const [tested] = await Promise.all([
      inWorkspace('jest/bin/jest.js', '--', 'libs/connectors/src/voice-rooms', 'libs/connectors/src/registry.spec.ts'),
      inWorkspace('typescript/bin/tsc', '-p', 'tsconfig.json'),
      inWorkspace('prettier/bin/prettier.cjs', '--check', ...made),
    ]);
    expect(tested).toMatch(/Tests: +\d+ passed, \d+ total/);
    const waiting = readFileSync(join(workspace, 'docs/breton-review.txt'), 'utf8');
    expect(waiting).toContain('\nconnectors:voice-rooms.settings.token.label\n');
  }, 120_000);

  it('touches no connector that exists', async () => {
    await expect(generate('etherpad')).rejects.toThrow('exists already');
  }, 60_000);
});
