import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../process/free-port.js';
import { makeCertificate } from './certificate.js';
import { daemonFolder, handOver, removeFolder, startDaemon, unprivileged } from './daemon.js';

export interface ProsodyPeer {
  readonly port: number;
  /** TLS from the first byte. */
  readonly tlsPort: number;
  readonly certificate: string;
  /** `localhost`, which the certificate is for. */
  readonly domain: string;
  /** An administrator's account. */
  readonly adminUser: string;
  readonly adminPassword: string;
  stop(): Promise<void>;
}

const MODULES = [
  'roster',
  'saslauth',
  'disco',
  'ping',
  'version',
  'register',
  'admin_adhoc',
  'vcard',
  'smacks',
  'posix',
];

/** Debian's prosody with a configuration and data of its own, and no connection to other servers. */
export async function startProsodyPeer(): Promise<ProsodyPeer> {
  const person = unprivileged('prosody');
  const folder = daemonFolder('prosody', person);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const { certificate, certificateFile, keyFile } = makeCertificate(folder);
  const [domain, adminUser, adminPassword] = ['localhost', 'portail', 'the portal’s <own> & "only" password'];
  mkdirSync(join(folder, 'data'));
  const configFile = join(folder, 'prosody.cfg.lua');
  const quoted = (values: readonly string[]): string => values.map((value) => `"${value}"`).join('; ');
  writeFileSync(
    configFile,
    [
      `data_path = "${folder}/data"; pidfile = "${folder}/prosody.pid"; log = { warn = "*console" }`,
      `admins = { "${adminUser}@${domain}" }; modules_enabled = { ${quoted(MODULES)} }`,
      'modules_disabled = { "s2s" }; interfaces = { "127.0.0.1" }; daemonize = false',
      `c2s_ports = { ${port} }; c2s_direct_tls_ports = { ${tlsPort} }; http_ports = { }; https_ports = { }`,
      'c2s_require_encryption = false; allow_unencrypted_plain_auth = true; authentication = "internal_hashed"',
      `ssl = { certificate = "${certificateFile}"; key = "${keyFile}" }`,
      `VirtualHost "${domain}"`,
    ].join('\n'),
  );
  handOver(folder, person);
  const { uid, gid } = person;
  const as = { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
  const args = ['--config', configFile, 'register', adminUser, domain, adminPassword];
  const made = spawnSync('prosodyctl', args, { cwd: folder, encoding: 'utf8', ...as });
  if (made.status !== 0) throw new Error(`prosodyctl made no account: ${made.stdout}${made.stderr}`);
  const daemon = await startDaemon('prosody', ['--config', configFile, '-F'], { port, person, folder });
  return {
    port,
    tlsPort,
    certificate,
    domain,
    adminUser,
    adminPassword,
    async stop() {
      await daemon.end();
      removeFolder(folder);
    },
  };
}
