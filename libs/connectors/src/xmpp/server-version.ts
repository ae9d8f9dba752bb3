import { xml } from '@xmpp/client';
import type { Calls } from './xmpp-session.js';

/** The server's release (XEP-0092); null when it keeps it to itself. */
export async function serverVersion(calls: Calls, domain: string): Promise<string | null> {
  try {
    const query = await calls.get(xml('query', { xmlns: 'jabber:iq:version' }), domain);
    return query?.getChildText('version')?.slice(0, 40) ?? null;
  } catch (error) {
    if (typeof (error as { condition?: unknown }).condition === 'string') return null;
    throw error;
  }
}
