import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../process/free-port.js';
import { daemonFolder, handOver, removeFolder, startDaemon, unprivileged } from './daemon.js';

export interface MailmanPeer {
  /** Of the REST API, without the version. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** A domain that it has lists for. */
  readonly mailHost: string;
  /** As an administrator would, by hand. */
  call(method: string, path: string, form?: Readonly<Record<string, string>>): Promise<Response>;
  stop(): Promise<void>;
}

const FOLDERS = ['queue', 'lists', 'log', 'locks', 'data', 'cache', 'etc', 'messages', 'archives', 'templates'];

/** The REST runner of Debian's Mailman core and nothing else: no mail goes in or out. */
export async function startMailmanPeer(): Promise<MailmanPeer> {
  const person = unprivileged('list');
  const folder = daemonFolder('mailman', person);
  const port = await freePort();
  const [user, password, mailHost] = ['restadmin', 'a-rest:password/of+mailman', 'listes.example.bzh'];
  for (const name of FOLDERS) mkdirSync(join(folder, name));
  const configFile = join(folder, 'mailman.cfg');
  writeFileSync(
    configFile,
    [
      '[mailman]\nsite_owner: postmaster@example.bzh\nlayout: here\n[paths.here]',
      `var_dir: ${folder}\nbin_dir: /usr/lib/mailman3/bin`,
      'queue_dir: $var_dir/queue\nlist_data_dir: $var_dir/lists\nlog_dir: $var_dir/log\nlock_dir: $var_dir/locks',
      'data_dir: $var_dir/data\ncache_dir: $var_dir/cache\netc_dir: $var_dir/etc\nmessages_dir: $var_dir/messages',
      'archive_dir: $var_dir/archives\ntemplate_dir: $var_dir/templates',
      'pid_file: $var_dir/master.pid\nlock_file: $lock_dir/master.lck',
      `[webservice]\nhostname: 127.0.0.1\nport: ${port}\nadmin_user: ${user}\nadmin_pass: ${password}\nworkers: 1`,
      '[mta]\nincoming: mailman.mta.null.NullMTA',
      `[database]\nclass: mailman.database.sqlite.SQLiteDatabase\nurl: sqlite:///${folder}/mailman.db\n`,
    ].join('\n'),
  );
  handOver(folder, person);
  const args = ['-C', configFile, '--runner=rest:0:1'];
  const daemon = await startDaemon('/usr/lib/mailman3/bin/runner', args, { port, person, folder });
  const url = `http://127.0.0.1:${port}`;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const call: MailmanPeer['call'] = (method, path, form) =>
    fetch(`${url}/3.1${path}`, {
      method,
      headers: { authorization },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
  const made = await call('POST', '/domains', { mail_host: mailHost });
  if (made.status !== 201) throw new Error(`Mailman made no domain: HTTP ${made.status}.`);
  return {
    url,
    user,
    password,
    mailHost,
    call,
    async stop() {
      await daemon.end();
      removeFolder(folder);
    },
  };
}
