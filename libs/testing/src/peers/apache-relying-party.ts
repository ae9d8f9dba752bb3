import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../process/free-port.js';
import { daemonFolder, handOver, removeFolder, startDaemon, unprivileged } from './daemon.js';

export interface ApacheRelyingParty {
  /** Without a last slash. `/open/page` shows who is signed in, `/group/page` who is in the group. */
  readonly url: string;
  /** The address that signing in comes back to, to be registered with the provider. */
  readonly callback: string;
  /** Where the provider tells that a sign-in ended. */
  readonly backchannelLogout: string;
  /** Where the browser ends after signing out. */
  readonly afterLogout: string;
  start(provider: ApacheProvider): Promise<void>;
  /** What Apache wrote down so far. */
  log(): string;
  stop(): Promise<void>;
}

export interface ApacheProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
  /** The value of `groups` that opens `/group/`. */
  readonly group: string;
}

const MODULES = '/usr/lib/apache2/modules';
const NEEDED = [
  ['mpm_event', 'mod_mpm_event'],
  ['authn_core', 'mod_authn_core'],
  ['authz_core', 'mod_authz_core'],
  ['authz_user', 'mod_authz_user'],
  ['auth_openidc', 'mod_auth_openidc'],
  ['mime', 'mod_mime'],
  ['include', 'mod_include'],
  ['alias', 'mod_alias'],
  ['headers', 'mod_headers'],
] as const;

/** Debian's Apache with mod_auth_openidc: a relying party in C that nobody of ours wrote. It has a `ServerRoot` of its own. */
export async function apacheRelyingParty(): Promise<ApacheRelyingParty> {
  const person = unprivileged('www-data');
  const folder = daemonFolder('apache', person);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const callback = `${url}/open/callback`;
  let daemon: Awaited<ReturnType<typeof startDaemon>> | null = null;
  return {
    url,
    callback,
    backchannelLogout: `${callback}?logout=backchannel`,
    afterLogout: `${url}/goodbye.html`,
    start: async (provider) => {
      writeFileSync(join(folder, 'httpd.conf'), configuration(folder, port, callback, provider));
      mkdirSync(join(folder, 'pages'));
      writeFileSync(join(folder, 'pages', 'page.shtml'), '<!--#printenv -->\n');
      writeFileSync(join(folder, 'pages', 'goodbye.html'), 'goodbye\n');
      handOver(folder, person);
      const args = ['-f', join(folder, 'httpd.conf'), '-DFOREGROUND'];
      daemon = await startDaemon('/usr/sbin/apache2', args, { port, person, folder });
    },
    log: () => readFileSync(join(folder, 'error.log'), 'utf8'),
    stop: async () => {
      // Killed outright, it would leave its children behind.
      const pid = join(folder, 'httpd.pid');
      if (existsSync(pid)) process.kill(Number(readFileSync(pid, 'utf8')), 'SIGTERM');
      for (let waited = 0; existsSync(pid) && waited < 5000; waited += 50)
        await new Promise((resolve) => setTimeout(resolve, 50));
      await daemon?.end();
      removeFolder(folder);
    },
  };
}

function configuration(folder: string, port: number, callback: string, provider: ApacheProvider): string {
  return `
ServerRoot ${folder}
ServerName 127.0.0.1:${port}
Listen 127.0.0.1:${port}
PidFile ${folder}/httpd.pid
DefaultRuntimeDir ${folder}
Mutex file:${folder} default
ErrorLog ${folder}/error.log
LogLevel warn
${NEEDED.map(([name, file]) => `LoadModule ${name}_module ${MODULES}/${file}.so`).join('\n')}
TypesConfig /dev/null
StartServers 1
ThreadsPerChild 8
MaxRequestWorkers 32
DocumentRoot ${folder}/pages
AliasMatch ^/(open|group)/page$ ${folder}/pages/page.shtml
<Directory ${folder}/pages>
  Options +Includes
  AddType text/html .shtml
  AddOutputFilter INCLUDES .shtml
  Require all denied
</Directory>
OIDCProviderMetadataURL ${provider.issuer}/.well-known/openid-configuration
OIDCClientID ${provider.clientId}
OIDCClientSecret "${provider.clientSecret}"
OIDCRedirectURI ${callback}
OIDCCryptoPassphrase for-these-tests-only
OIDCScope "${provider.scope}"
OIDCPKCEMethod S256
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCRemoteUserClaim sub
OIDCPassClaimsAs environment
OIDCPassRefreshToken On
OIDCSessionType server-cache
OIDCCacheType shm
OIDCUserInfoRefreshInterval 3600
OIDCStateMaxNumberOfCookies 7 true
# Node's fetch says that it is a script, which mod_auth_openidc answers with 401; what plays a browser here is one all the same.
RequestHeader unset Sec-Fetch-Mode early
<Location /open/>
  AuthType openid-connect
  Require valid-user
</Location>
<Location /group/>
  AuthType openid-connect
  Require claim groups:${provider.group}
</Location>
<Location /goodbye.html>
  Require all granted
</Location>
`;
}
