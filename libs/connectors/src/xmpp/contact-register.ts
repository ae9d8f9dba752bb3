import { xml } from '@xmpp/client';
import type { Calls } from './xmpp-session.js';

const ROSTER = 'jabber:iq:roster';
const SUBSCRIPTION = 'ronron-';
const PERSON = 'person-';
const CLOSED = 'closed';

/** One account that the portal made. */
export interface RegisteredAccount {
  readonly login: string;
  readonly subscriptionId: string;
  /** Made from the account id, the same in all subscriptions. */
  readonly person: string;
  readonly closed: boolean;
}

/**
 * The contact list of the portal's own account (RFC 6121) is the register of the accounts that it made: XMPP has no way
 * to ask which accounts there are, nor to note on one that it is closed. It holds no name and no address of a person.
 */
export function contactRegister(calls: Calls, domain: string) {
  const set = async (login: string, attrs: Record<string, string>, groups: readonly string[]): Promise<void> => {
    const children = groups.map((group) => xml('group', {}, group));
    const item = xml('item', { jid: `${login}@${domain}`, ...attrs }, ...children);
    await calls.set(xml('query', { xmlns: ROSTER }, item));
  };

  return {
    async all(): Promise<RegisteredAccount[]> {
      const query = await calls.get(xml('query', { xmlns: ROSTER }));
      return (query?.getChildren('item') ?? []).flatMap((item) => {
        const [login = '', host] = String(item.attrs['jid'] ?? '').split('@');
        const groups = item.getChildren('group').map((group) => group.getText());
        const subscription = groups.find((group) => group.startsWith(SUBSCRIPTION));
        const person = groups.find((group) => group.startsWith(PERSON));
        // Contacts that an operator added by hand are none of ours.
        if (host !== domain || subscription === undefined || person === undefined) return [];
        const subscriptionId = subscription.slice(SUBSCRIPTION.length);
        return [{ login, subscriptionId, person: person.slice(PERSON.length), closed: groups.includes(CLOSED) }];
      });
    },

    note: ({ login, subscriptionId, person, closed }: RegisteredAccount): Promise<void> =>
      set(login, {}, [SUBSCRIPTION + subscriptionId, PERSON + person, ...(closed ? [CLOSED] : [])]),

    strike: (login: string): Promise<void> => set(login, { subscription: 'remove' }, []),
  };
}
