import { xml } from '@xmpp/client';
import type { Element } from 'ltx';
import { done, failed, type Outcome } from '../contract/outcome.js';
import type { Calls } from './xmpp-session.js';

const COMMANDS = 'http://jabber.org/protocol/commands';
const ADMIN = 'http://jabber.org/protocol/admin';
const ITEMS = 'http://jabber.org/protocol/disco#items';

/** How a command ended: carried out, or told that the account is there already or is not there. */
export type CommandAnswer = 'carried-out' | 'exists' | 'no-account';

/** Service administration (XEP-0133) as ad-hoc commands (XEP-0050), which prosody's `mod_admin_adhoc` offers. */
export function adminCommands(calls: Calls, domain: string) {
  /** A command's form is known beforehand: it is sent at the second step, once the first gave a session. */
  async function run(
    name: string,
    fields: Readonly<Record<string, readonly string[]>>,
  ): Promise<Outcome<CommandAnswer>> {
    const node = `${ADMIN}#${name}`;
    const begun = await calls.set(xml('command', { xmlns: COMMANDS, node, action: 'execute' }), domain);
    const sessionid = begun?.attrs['sessionid'] as unknown;
    if (begun?.attrs['status'] !== 'executing' || typeof sessionid !== 'string') {
      return failed('bad-answer', `The command ${name} did not begin.`);
    }
    const values = Object.entries({ FORM_TYPE: [ADMIN], ...fields });
    const form = values.map(([field, texts]) =>
      xml('field', { var: field }, ...texts.map((text) => xml('value', {}, text))),
    );
    const submitted = xml('x', { xmlns: 'jabber:x:data', type: 'submit' }, ...form);
    const step = { xmlns: COMMANDS, node, sessionid, action: 'complete' };
    return readAnswer(name, await calls.set(xml('command', step, submitted), domain));
  }

  return {
    add: (login: string, password: string) =>
      run('add-user', { accountjid: [`${login}@${domain}`], password: [password], 'password-verify': [password] }),
    changePassword: (login: string, password: string) =>
      run('change-user-password', { accountjid: [`${login}@${domain}`], password: [password] }),
    endSessions: (login: string) => run('end-user-session', { accountjids: [`${login}@${domain}`] }),
    /** An account that is not there counts as deleted. */
    delete: (login: string) => run('delete-user', { accountjids: [`${login}@${domain}`] }),

    /** The commands that this account may give. */
    async offered(): Promise<readonly string[]> {
      const found = await calls.get(xml('query', { xmlns: ITEMS, node: COMMANDS }), domain);
      return (found?.getChildren('item') ?? []).map((item) => String(item.attrs['node'] ?? ''));
    },
  };
}

/** Prosody tells what went wrong in a note, in English. */
function readAnswer(name: string, answer: Element | undefined): Outcome<CommandAnswer> {
  if (answer?.attrs['status'] !== 'completed') return failed('bad-answer', `The command ${name} did not end.`);
  const note = answer.getChild('note');
  if (note?.attrs['type'] !== 'error') return done('carried-out');
  const text = note.getText();
  if (/already exists/.test(text)) return done('exists');
  if (/does not exist/.test(text)) return done('no-account');
  return failed('bad-answer', `The server refused the command ${name}.`);
}

export type AdminCommands = ReturnType<typeof adminCommands>;
export const ADD_USER = `${ADMIN}#add-user`;
