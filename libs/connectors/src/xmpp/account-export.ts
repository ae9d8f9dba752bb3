import { xml } from '@xmpp/client';
import type { Element } from 'ltx';
import type { ExportArtefact } from '../contract/connector.js';
import { done, type Outcome } from '../contract/outcome.js';
import type { AdminCommands } from './admin-commands.js';
import type { Calls } from './xmpp-session.js';

/** XEP-0227, which servers read. */
const PORTABLE = 'urn:xmpp:pie:0';

/**
 * What the server gives an administrator of these accounts, in the portable format of XEP-0227: the card that each shows to others and,
 * `withContacts`, the contact list. Conversations, settings of programs and passwords are not to be had.
 */
export async function exportAccounts(
  { calls, commands }: { readonly calls: Calls; readonly commands: AdminCommands },
  {
    domain,
    logins,
    withContacts,
  }: { readonly domain: string; readonly logins: readonly string[]; readonly withContacts: boolean },
): Promise<Outcome<Omit<ExportArtefact, 'fileName'>>> {
  const users: Element[] = [];
  for (const login of logins) {
    const contacts = withContacts ? await commands.contacts(login) : done(null);
    if (contacts.kind !== 'done') return contacts;
    const card = await cardOf(calls, `${login}@${domain}`);
    const parts = [contacts.value, card].filter((part) => part !== null);
    users.push(xml('user', { name: login }, ...parts));
  }
  const data = xml('server-data', { xmlns: PORTABLE }, xml('host', { jid: domain }, ...users));
  const content = new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>\n${data.toString()}\n`);
  return done({ mediaType: 'application/xml', content });
}

/** XEP-0054; null where there is none, or where the server keeps none. */
async function cardOf(calls: Calls, jid: string): Promise<Element | null> {
  try {
    return (await calls.get(xml('vCard', { xmlns: 'vcard-temp' }), jid)) ?? null;
  } catch (error) {
    if (typeof (error as { condition?: unknown }).condition === 'string') return null;
    throw error;
  }
}
