import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { freePort } from '../process/free-port.js';
import { daemonFolder, handOver, removeFolder, startDaemon, unprivileged, type Daemon } from './daemon.js';

export interface LemonPeer {
  readonly origin: string;
  /** The name by which it must be asked: it thinks nothing of addresses. */
  readonly host: string;
  /** The `cookie` header of somebody who signed in just now. */
  signIn(): Promise<string>;
  stop(): Promise<void>;
}

export interface LemonClient {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
}

const PORTAL = '/usr/share/lemonldap-ng/portal';

/**
 * Debian's LemonLDAP::NG as its package advises: nginx before its FastCGI server, sessions in files, and one OpenID client that needs PKCE and
 * no consent. Its people are those of its demonstration.
 * @param processes of its FastCGI server.
 */
export async function startLemonPeer(client: LemonClient, processes: number): Promise<LemonPeer> {
  const person = unprivileged();
  const folder = daemonFolder('lemonldap', person);
  const [port, fastcgiPort] = [await freePort(), await freePort()];
  const host = `auth.localhost:${port}`;
  const file = (name: string, content: string): void => writeFileSync(join(folder, name), content);
  for (const name of ['conf', 'cache', 'sessions/lock', 'psessions/lock', 'run'])
    mkdirSync(join(folder, name), { recursive: true });
  file('conf/lmConf-1.json', JSON.stringify(configuration(folder, `http://${host}/`, client)));
  file('lemonldap-ng.ini', INI(folder));
  file('nginx.conf', NGINX(folder, port, fastcgiPort));
  handOver(folder, person);
  const daemons: Daemon[] = [];
  const stop = async (): Promise<void> => {
    for (const daemon of daemons.reverse()) await daemon.end();
    removeFolder(folder);
  };
  try {
    daemons.push(
      await startDaemon(
        'llng-fastcgi-server',
        [
          '--foreground',
          '--listen',
          `127.0.0.1:${fastcgiPort}`,
          '-n',
          String(processes),
          '-p',
          join(folder, 'run/llng.pid'),
        ],
        {
          port: fastcgiPort,
          person,
          folder,
          environment: {
            LLNG_DEFAULTCONFFILE: join(folder, 'lemonldap-ng.ini'),
            LLNG_DEFAULTLOGGER: 'Lemonldap::NG::Common::Logger::Std',
          },
        },
      ),
    );
    const nginx = ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'run/nginx.log')];
    daemons.push(await startDaemon('nginx', nginx, { port, person, folder }));
  } catch (error) {
    await stop();
    throw error;
  }
  const origin = `http://127.0.0.1:${port}`;
  return { origin, host, signIn: () => signIn(host, port), stop };
}

/** Not `fetch`, which sends no other Host than the address. */
async function signIn(host: string, port: number): Promise<string> {
  const body = 'user=dwho&password=dwho';
  const headers = {
    host,
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': body.length,
  };
  const text = await new Promise<string>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method: 'POST', path: '/', headers }, (answer) => {
      let answered = '';
      answer.setEncoding('utf8').on('data', (part: string) => (answered += part));
      answer.once('end', () => resolve(answered));
    });
    asked.once('error', reject);
    asked.end(body);
  });
  return `lemonldap=${(JSON.parse(text) as { id: string }).id}`;
}

function configuration(folder: string, url: string, client: LemonClient): object {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const sessions = (name: string): object => ({
    Directory: join(folder, name),
    LockDirectory: join(folder, name, 'lock'),
  });
  return {
    cfgNum: 1,
    // Any, but one: a configuration without date is none to it.
    cfgDate: 1,
    domain: 'localhost',
    portal: url,
    cookieName: 'lemonldap',
    securedCookie: 0,
    authentication: 'Demo',
    userDB: 'Same',
    passwordDB: 'Demo',
    registerDB: 'Null',
    demoExportedVars: { cn: 'cn', uid: 'uid', mail: 'mail' },
    globalStorage: 'Apache::Session::File',
    globalStorageOptions: sessions('sessions'),
    persistentStorage: 'Apache::Session::File',
    persistentStorageOptions: sessions('psessions'),
    localSessionStorage: 'Cache::FileCache',
    localSessionStorageOptions: {
      namespace: 'lemonldap-ng-sessions',
      default_expires_in: 600,
      cache_root: join(folder, 'cache'),
      cache_depth: 3,
    },
    locationRules: { 'auth.localhost': { default: 'accept' } },
    requireToken: 0,
    loginHistoryEnabled: 0,
    issuerDBOpenIDConnectActivation: 1,
    issuerDBOpenIDConnectPath: '^/oauth2/',
    issuerDBOpenIDConnectRule: 1,
    oidcServiceMetaDataIssuer: url,
    oidcServicePrivateKeySig: privateKey,
    oidcServicePublicKeySig: publicKey,
    oidcServiceKeyIdSig: 'first',
    oidcServiceAllowAuthorizationCodeFlow: 1,
    oidcRPMetaDataOptions: {
      tool: {
        oidcRPMetaDataOptionsClientID: client.id,
        oidcRPMetaDataOptionsClientSecret: client.secret,
        oidcRPMetaDataOptionsRedirectUris: client.redirectUri,
        oidcRPMetaDataOptionsBypassConsent: 1,
        oidcRPMetaDataOptionsIDTokenSignAlg: 'RS256',
        oidcRPMetaDataOptionsRequirePKCE: 1,
      },
    },
    oidcRPMetaDataExportedVars: { tool: { name: 'cn' } },
  };
}

const INI = (folder: string): string => `[all]
logLevel = warn
checkTime = 600
[configuration]
type = File
dirName = ${folder}/conf
localStorage = Cache::FileCache
localStorageOptions = { 'namespace' => 'lemonldap-ng-config', 'default_expires_in' => 600, 'cache_root' => '${folder}/cache', 'cache_depth' => 3 }
[portal]
staticPrefix = /static
templateDir = ${PORTAL}/templates
languages = en, fr
[handler]
status = 0
`;

const NGINX = (folder: string, port: number, fastcgiPort: number): string => `daemon off;
worker_processes 2;
pid ${folder}/run/nginx.pid;
error_log ${folder}/run/nginx.log warn;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path ${folder}/run/body;
  fastcgi_temp_path ${folder}/run/fastcgi;
  proxy_temp_path ${folder}/run/proxy;
  scgi_temp_path ${folder}/run/scgi;
  uwsgi_temp_path ${folder}/run/uwsgi;
  server {
    listen 127.0.0.1:${port};
    server_name auth.localhost;
    root ${PORTAL}/htdocs/;
    if ($uri !~ ^/((static|javascript|favicon).*|.*\\.psgi)) { rewrite ^/(.*)$ /index.psgi/$1 break; }
    location ~ ^(?<sc>/.*\\.psgi)(?:$|/) {
      include /etc/nginx/fastcgi_params;
      fastcgi_pass 127.0.0.1:${fastcgiPort};
      fastcgi_param HTTP_HOST $http_host;
      fastcgi_param LLTYPE psgi;
      fastcgi_param SCRIPT_FILENAME $document_root$sc;
      fastcgi_split_path_info ^(.*\\.psgi)(/.*)$;
      fastcgi_param PATH_INFO $fastcgi_path_info;
    }
  }
}
`;
