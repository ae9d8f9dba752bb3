import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** Files that do not exist, each with one import that its place forbids, and the rule that must see it. */
const PLANTED = [
  {
    what: 'the kernel imports a connector',
    filePath: 'libs/kernel/src/planted.ts',
    code: `import { ConnectorRegistry } from '@ronron/connectors';\nexport const planted = ConnectorRegistry;\n`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    what: 'a shipped file of the pages imports what is for tests',
    filePath: 'libs/web-ui/src/planted.ts',
    code: `import { PageClient } from '@ronron/testing';\nexport const planted = PageClient;\n`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    what: 'a shipped file of the portal imports what is for tests',
    filePath: 'apps/portal/src/planted.ts',
    code: `import { PageClient } from '@ronron/testing';\nexport const planted = PageClient;\n`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    what: 'the platform imports a feature',
    filePath: 'apps/portal/src/platform/planted.ts',
    code: `import { Account } from '../features/accounts/account.entity.js';\nexport const planted = Account;\n`,
    rule: 'no-restricted-imports',
  },
  {
    what: 'a connector imports the database',
    filePath: 'libs/connectors/src/planted.ts',
    code: `import { DataSource } from 'typeorm';\nexport const planted = DataSource;\n`,
    rule: 'no-restricted-imports',
  },
];

/** What must pass: a rule that refuses everything would prove nothing. */
const FINE = [
  {
    what: 'a test of a lib imports what is for tests',
    filePath: 'libs/web-ui/src/planted.spec.ts',
    code: `import { PageClient } from '@ronron/testing';\nexport const planted = PageClient;\n`,
  },
  {
    what: 'the portal imports the kernel',
    filePath: 'apps/portal/src/planted.ts',
    code: `import { newId } from '@ronron/kernel';\nexport const planted = newId;\n`,
  },
];

type Verdict = { ruleId: string | null; message: string; fatal?: boolean }[];

/** ESLint as `npm run lint` runs it, in a process of its own: jest's modules and ESLint's configuration do not mix. */
function lint(files: readonly { filePath: string; code: string }[]): Verdict[] {
  const program = `
    const { execFileSync } = await import('node:child_process');
    // Without the project graph the boundaries rule keeps silent.
    execFileSync(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'show', 'projects'], { stdio: 'ignore' });
    const { ESLint } = await import('eslint');
    const eslint = new ESLint({ cwd: process.cwd() });
    const verdicts = [];
    for (const { filePath, code } of ${JSON.stringify(files)}) {
      const [result] = await eslint.lintText(code, { filePath });
      verdicts.push(result.messages);
    }
    process.stdout.write(JSON.stringify(verdicts));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output) as Verdict[];
}

describe('module boundaries', () => {
  const verdicts = lint([...PLANTED, ...FINE]);

  it.each(PLANTED.map((planted, at) => ({ ...planted, at })))('are closed when $what', ({ rule, at }) => {
    expect(verdicts[at]!.map(({ ruleId }) => ruleId)).toContain(rule);
  });

  it.each(FINE.map((fine, at) => ({ ...fine, at })))('are open when $what', ({ at }) => {
    expect(verdicts[PLANTED.length + at]).toEqual([]);
  });
});
