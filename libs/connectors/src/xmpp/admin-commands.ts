import { xml } from '@xmpp/client';
import type { Element } from 'ltx';
import { done, failed, type Outcome } from '../contract/outcome.js';
import type { Calls } from './xmpp-session.js';

const COMMANDS = 'http://jabber.org/protocol/commands';
const ADMIN = 'http://jabber.org/protocol/admin';
const ROSTER = 'jabber:iq:roster';
const ITEMS = 'http://jabber.org/protocol/disco#items';

/** How a command ended: carried out, or told that the account is there already or is not there. */
export type CommandAnswer = 'carried-out' | 'exists' | 'no-account';

/** Service administration (XEP-0133) as ad-hoc commands (XEP-0050), which prosody's `mod_admin_adhoc` offers. */
export function adminCommands(calls: Calls, domain: string) {
  /** A command's form is known beforehand: it is sent at the second step, once the first gave a session. */
  async function run(name: string, fields: Readonly<Record<string, readonly string[]>>): Promise<Outcome<Element>> {
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
    const answer = await calls.set(xml('command', step, submitted), domain);
    const ended = answer?.attrs['status'] === 'completed';
    return ended ? done(answer!) : failed('bad-answer', `The command ${name} did not end.`);
  }

  async function order(
    name: string,
    fields: Readonly<Record<string, readonly string[]>>,
  ): Promise<Outcome<CommandAnswer>> {
    const answer = await run(name, fields);
    return answer.kind === 'done' ? readAnswer(name, answer.value) : answer;
  }

  return {
    add: (login: string, password: string) =>
      order('add-user', { accountjid: [`${login}@${domain}`], password: [password], 'password-verify': [password] }),
    changePassword: (login: string, password: string) =>
      order('change-user-password', { accountjid: [`${login}@${domain}`], password: [password] }),
    endSessions: (login: string) => order('end-user-session', { accountjids: [`${login}@${domain}`] }),
    /** An account that is not there counts as deleted. */
    delete: (login: string) => order('delete-user', { accountjids: [`${login}@${domain}`] }),

    /** An account's contact list (RFC 6121); null when there is no such account. */
    async contacts(login: string): Promise<Outcome<Element | null>> {
      const answer = await run('get-user-roster', { accountjid: [`${login}@${domain}`] });
      if (answer.kind !== 'done') return answer;
      const read = readAnswer('get-user-roster', answer.value);
      if (read.kind !== 'done') return read;
      if (read.value === 'no-account') return done(null);
      const roster = answer.value.getChild('x', 'jabber:x:data')?.getChild('query', ROSTER);
      return roster === undefined ? failed('bad-answer', 'The server gave no contact list.') : done(roster);
    },

    /** The commands that this account may give. */
    async offered(): Promise<readonly string[]> {
      const found = await calls.get(xml('query', { xmlns: ITEMS, node: COMMANDS }), domain);
      return (found?.getChildren('item') ?? []).map((item) => String(item.attrs['node'] ?? ''));
    },
  };
}

/** Prosody tells what went wrong in a note, in English. */
function readAnswer(name: string, answer: Element): Outcome<CommandAnswer> {
  const note = answer.getChild('note');
  if (note?.attrs['type'] !== 'error') return done('carried-out');
  const text = note.getText();
  if (/already exists/.test(text)) return done('exists');
  if (/does not exist/.test(text)) return done('no-account');
  return failed('bad-answer', `The server refused the command ${name}.`);
}

export type AdminCommands = ReturnType<typeof adminCommands>;
export const ADD_USER = `${ADMIN}#add-user`;
