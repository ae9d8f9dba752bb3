import { existsSync } from 'node:fs';
import { findPostgresPrograms, findProgram } from './find-program.js';

/** A program of the system that tests run; there is no test without it, and no silent skip either. */
export interface Need {
  readonly what: string;
  /** Debian packages that bring it. */
  readonly packages: readonly string[];
  /** Passed to the tests as this variable. */
  readonly variable: string;
  find(): string | null;
}

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export const needs: readonly Need[] = [
  {
    what: 'a browser (Chromium), for the stories',
    packages: ['chromium'],
    variable: 'RONRON_CHROMIUM',
    find: () => findProgram([process.env['CHROMIUM_PATH'], ...CHROMIUM]),
  },
  {
    what: 'the programs of a PostgreSQL server 15 to 18, for backup and restore',
    packages: ['postgresql'],
    variable: 'RONRON_POSTGRES_BIN',
    find: () => findPostgresPrograms(),
  },
  {
    what: 'nginx, which checks its example',
    packages: ['nginx-light'],
    variable: 'RONRON_NGINX',
    find: () => findProgram(['nginx']),
  },
  {
    what: 'Caddy, which checks its example',
    packages: ['caddy'],
    variable: 'RONRON_CADDY',
    find: () => findProgram(['caddy']),
  },
  {
    what: 'systemd-analyze, which checks the units',
    packages: ['systemd'],
    variable: 'RONRON_SYSTEMD_ANALYZE',
    find: () => findProgram(['systemd-analyze']),
  },
  {
    what: 'shellcheck, which checks the scripts',
    packages: ['shellcheck'],
    variable: 'RONRON_SHELLCHECK',
    find: () => findProgram(['shellcheck']),
  },
  {
    what: 'gpg, for encrypted backups',
    packages: ['gpg', 'gpg-agent'],
    variable: 'RONRON_GPG',
    find: () => (findProgram(['gpg-agent']) === null ? null : findProgram(['gpg'])),
  },
  {
    what: 'openssl, which makes certificates for tests of TLS',
    packages: ['openssl'],
    variable: 'RONRON_OPENSSL',
    find: () => findProgram(['openssl']),
  },
  {
    what: 'slapd, the directory that the LDAP connector writes to',
    packages: ['slapd'],
    variable: 'RONRON_SLAPD',
    find: () => findProgram(['slapd']),
  },
  {
    what: 'prosody, the chat server that the XMPP connector makes accounts on',
    packages: ['prosody'],
    variable: 'RONRON_PROSODY',
    find: () => findProgram(['prosody']),
  },
  {
    what: 'Mailman 3 core, whose lists the Mailman connector makes',
    packages: ['mailman3'],
    variable: 'RONRON_MAILMAN',
    find: () => findProgram(['/usr/lib/mailman3/bin/runner']),
  },
  {
    what: 'Apache with mod_auth_openidc, an independent tool to sign in to',
    packages: ['apache2', 'libapache2-mod-auth-openidc'],
    variable: 'RONRON_APACHE',
    find: () => (existsSync('/usr/lib/apache2/modules/mod_auth_openidc.so') ? findProgram(['apache2']) : null),
  },
  {
    what: 'Radicale, on which the CalDAV connector makes calendars',
    packages: ['radicale'],
    variable: 'RONRON_RADICALE',
    find: () => findProgram(['radicale']),
  },
];
