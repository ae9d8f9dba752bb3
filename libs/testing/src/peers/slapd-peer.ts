import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../process/free-port.js';
import { makeCertificate } from './certificate.js';
import { daemonFolder, handOver, removeFolder, startDaemon, unprivileged } from './daemon.js';

export interface SlapdPeer {
  readonly port: number;
  readonly tlsPort: number;
  /** For `localhost`, signed by itself. */
  readonly certificate: string;
  /** Holds nothing at the start, and all that the portal may write. */
  readonly baseDn: string;
  /** Writes below `baseDn`, and nowhere else. */
  readonly bindDn: string;
  readonly bindPassword: string;
  stop(): Promise<void>;
}

const SCHEMAS = ['core', 'cosine', 'inetorgperson'].map((name) => `include: file:///etc/ldap/schema/${name}.ldif`);

/** Debian's OpenLDAP with a configuration and a directory of its own. */
export async function startSlapdPeer(): Promise<SlapdPeer> {
  const person = unprivileged();
  const folder = daemonFolder('slapd', person);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const bindDn = 'cn=portal,dc=example,dc=bzh';
  const bindPassword = 'the-portal’s own password';
  const baseDn = 'ou=ronron,dc=example,dc=bzh';
  const { certificateFile, keyFile, certificate } = makeCertificate(folder);
  for (const name of ['slapd.d', 'data']) mkdirSync(join(folder, name));
  const config = [
    'dn: cn=config\nobjectClass: olcGlobal\ncn: config',
    `olcPidFile: ${folder}/slapd.pid\nolcTLSCertificateFile: ${certificateFile}\nolcTLSCertificateKeyFile: ${keyFile}`,
    '\ndn: cn=module{0},cn=config\nobjectClass: olcModuleList\ncn: module{0}',
    'olcModulePath: /usr/lib/ldap\nolcModuleLoad: back_mdb',
    '\ndn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\n',
    ...SCHEMAS,
    '\ndn: olcDatabase={0}config,cn=config\nobjectClass: olcDatabaseConfig\nolcDatabase: {0}config',
    '\ndn: olcDatabase={1}mdb,cn=config\nobjectClass: olcDatabaseConfig\nobjectClass: olcMdbConfig\nolcDatabase: {1}mdb',
    `olcSuffix: dc=example,dc=bzh\nolcDbDirectory: ${folder}/data\nolcDbMaxSize: 104857600\nolcDbNoSync: TRUE`,
    'olcDbIndex: objectClass,uid,cn,member eq',
    `olcAccess: to attrs=userPassword by dn.exact="${bindDn}" write by anonymous auth by * none`,
    `olcAccess: to dn.subtree="${baseDn}" by dn.exact="${bindDn}" write by users read by * none`,
    'olcAccess: to * by * none\n',
  ].join('\n');
  add(folder, '0', config);
  const password = spawnSync('slappasswd', ['-s', bindPassword], { encoding: 'utf8', env: environment() }).stdout;
  const entries = [
    'dn: dc=example,dc=bzh\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example',
    `\ndn: ${bindDn}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: portal`,
    `userPassword: ${password}`,
    `dn: ${baseDn}\nobjectClass: organizationalUnit\nou: ronron\n`,
  ].join('\n');
  add(folder, '1', entries);
  handOver(folder, person);
  const addresses = `ldap://127.0.0.1:${port} ldaps://127.0.0.1:${tlsPort}`;
  const args = ['-F', join(folder, 'slapd.d'), '-h', addresses, '-d', '0'];
  const daemon = await startDaemon('/usr/sbin/slapd', args, { port, person, folder });
  return {
    port,
    tlsPort,
    certificate,
    baseDn,
    bindDn,
    bindPassword,
    async stop() {
      await daemon.end();
      removeFolder(folder);
    },
  };
}

function add(folder: string, database: string, ldif: string): void {
  const file = join(folder, `${database}.ldif`);
  writeFileSync(file, ldif);
  const made = spawnSync('slapadd', ['-n', database, '-F', join(folder, 'slapd.d'), '-l', file], {
    encoding: 'utf8',
    env: environment(),
  });
  if (made.status !== 0) throw new Error(`slapadd refused database ${database}: ${made.stderr}`);
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
}
