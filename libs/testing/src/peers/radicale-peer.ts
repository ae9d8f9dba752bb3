import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../process/free-port.js';
import { daemonFolder, handOver, removeFolder, startDaemon, unprivileged } from './daemon.js';

export interface RadicalePeer {
  readonly url: string;
  readonly adminUser: string;
  readonly adminPassword: string;
  /** One request as somebody; the status, and what was answered. */
  call(method: string, path: string, login: string, password: string, body?: string): Promise<[number, string]>;
  stop(): Promise<void>;
}

const DEPLOY = fileURLToPath(new URL('../../../../deploy/radicale/', import.meta.url));

/** Debian's Radicale with the plugin and the rights of `deploy/radicale`, and a folder of its own. */
export async function startRadicalePeer(): Promise<RadicalePeer> {
  const person = unprivileged();
  const folder = daemonFolder('radicale', person);
  const port = await freePort();
  const [adminUser, adminPassword] = ['portail', 'the portal’s own: password'];
  for (const file of ['ronron_radicale.py', 'rights']) copyFileSync(join(DEPLOY, file), join(folder, file));
  mkdirSync(join(folder, 'collections'));
  writeFileSync(join(folder, 'password'), `${adminPassword}\n`);
  const config = join(folder, 'config');
  writeFileSync(
    config,
    [
      `[server]\nhosts = 127.0.0.1:${port}`,
      `[auth]\ntype = ronron_radicale\ndelay = 0\nronron_password_file = ${folder}/password`,
      `[rights]\ntype = from_file\nfile = ${folder}/rights`,
      `[storage]\nfilesystem_folder = ${folder}/collections\n[logging]\nlevel = warning\n`,
    ].join('\n'),
  );
  handOver(folder, person);
  const environment = { PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' };
  const daemon = await startDaemon('radicale', ['--config', config], { port, person, folder, environment });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    adminUser,
    adminPassword,
    async call(method, path, login, password, body) {
      const authorization = `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: { authorization, depth: '1', 'content-type': path.endsWith('.ics') ? 'text/calendar' : 'text/xml' },
        ...(body === undefined ? {} : { body }),
      });
      return [answer.status, await answer.text()];
    },
    async stop() {
      await daemon.end();
      removeFolder(folder);
    },
  };
}
