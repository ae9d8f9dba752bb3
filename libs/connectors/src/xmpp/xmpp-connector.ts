import { z } from 'zod';
import type { ConnectorTools } from '../contract/connector-factory.js';
import type { ActualState, Connector, DesiredState, Handle } from '../contract/connector.js';
import { done, failed, type Failed, type Outcome } from '../contract/outcome.js';
import { newPassword } from '../names/new-password.js';
import { shortLogin } from '../names/short-login.js';
import { ADD_USER, adminCommands, type AdminCommands } from './admin-commands.js';
import { exportAccounts } from './account-export.js';
import { contactRegister, type RegisteredAccount } from './contact-register.js';
import { withSession, type Calls } from './xmpp-session.js';
import { serverVersion } from './server-version.js';
import type { XmppSettings } from './xmpp.js';

const handleShape = z.object({
  version: z.literal(1),
  subscriptionId: z.string(),
  state: z.enum(['active', 'suspended', 'absent']),
  /** Of one person, who alone gets what is exported. */
  personal: z.boolean().default(false),
});

const PAGE = 200;

interface Server {
  readonly calls: Calls;
  readonly commands: AdminCommands;
  readonly register: ReturnType<typeof contactRegister>;
}

export function createXmppConnector(settings: XmppSettings, { tunnels, clock, randomness }: ConnectorTools): Connector {
  const { domain } = settings;
  const onServer = <Value>(work: (server: Server) => Promise<Outcome<Value>>): Promise<Outcome<Value>> =>
    withSession(settings, tunnels, (calls) =>
      work({ calls, commands: adminCommands(calls, domain), register: contactRegister(calls, domain) }),
    );
  const accountsOf = async ({ register }: Server, subscriptionId: string): Promise<RegisteredAccount[]> =>
    (await register.all()).filter((account) => account.subscriptionId === subscriptionId);

  async function makeActive(server: Server, wanted: DesiredState): Promise<Outcome<void>> {
    const present = await accountsOf(server, wanted.subscriptionId);
    const kept = new Set<string>();
    for (const { accountId } of wanted.members) {
      const login = loginOf(wanted.subscriptionId, accountId);
      const known = present.find((account) => account.login === login) ?? null;
      const made = await ensure(server, known, {
        login,
        subscriptionId: wanted.subscriptionId,
        person: personOf(accountId),
        closed: false,
      });
      if (made.kind !== 'done') return made;
      kept.add(login);
    }
    return close(
      server,
      present.filter(({ login }) => !kept.has(login)),
    );
  }

  async function ensure(
    { register, commands }: Server,
    known: RegisteredAccount | null,
    account: RegisteredAccount,
  ): Promise<Outcome<void>> {
    // Noted before it is made: what a broken attempt left is found again.
    if (known === null || known.closed) await register.note(account);
    const made = await commands.add(account.login, newPassword(randomness));
    if (made.kind !== 'done') return made;
    // Somebody who took the name before us, where people may register by themselves, is put out.
    return made.value === 'exists' && known === null ? lockOut(commands, account.login) : done(undefined);
  }

  /** Nobody knows the new password. Whoever is signed in is signed out. */
  async function lockOut(commands: AdminCommands, login: string): Promise<Outcome<void>> {
    const changed = await commands.changePassword(login, newPassword(randomness));
    if (changed.kind !== 'done') return changed;
    const ended = await commands.endSessions(login);
    return ended.kind === 'done' ? done(undefined) : ended;
  }

  async function close({ register, commands }: Server, accounts: readonly RegisteredAccount[]): Promise<Outcome<void>> {
    for (const account of accounts.filter(({ closed }) => !closed)) {
      const locked = await lockOut(commands, account.login);
      if (locked.kind !== 'done') return locked;
      await register.note({ ...account, closed: true });
    }
    return done(undefined);
  }

  async function remove(
    { register, commands }: Server,
    accounts: readonly RegisteredAccount[],
  ): Promise<Outcome<void>> {
    for (const { login } of accounts) {
      const deleted = await commands.delete(login);
      if (deleted.kind !== 'done') return deleted;
      // The register is ours: the server itself is asked whether the account is gone.
      const left = await commands.contacts(login);
      if (left.kind !== 'done') return left;
      if (left.value !== null)
        return failed('bad-answer', 'The server said that an account is deleted, and still has it.');
      await register.strike(login);
    }
    return done(undefined);
  }

  return {
    id: 'xmpp',

    check() {
      const startedAt = clock.now().getTime();
      return onServer(async ({ calls, commands }) => {
        if (!(await commands.offered()).includes(ADD_USER)) {
          return failed('unauthorised', `${settings.adminUser}@${domain} is no administrator of the server.`);
        }
        const version = await serverVersion(calls, domain);
        const checkedAt = clock.now();
        return done({ version, latencyMs: checkedAt.getTime() - startedAt, checkedAt });
      });
    },

    apply(wanted) {
      return onServer(async (server) => {
        const step =
          wanted.state === 'active'
            ? await makeActive(server, wanted)
            : await { suspended: close, absent: remove }[wanted.state](
                server,
                await accountsOf(server, wanted.subscriptionId),
              );
        if (step.kind !== 'done') return step;
        const { subscriptionId, state, holder } = wanted;
        return done<Handle>({ version: 1, subscriptionId, state, personal: holder.kind === 'account' });
      });
    },

    async inspect(handle) {
      const own = handleShape.safeParse(handle);
      if (!own.success) return notOurs();
      return onServer(async (server) => {
        const accounts = await accountsOf(server, own.data.subscriptionId);
        return done(actualOf(own.data.subscriptionId, accounts));
      });
    },

    list(cursor) {
      return onServer(async ({ register }) => {
        const bySubscription = new Map<string, RegisteredAccount[]>();
        for (const account of await register.all()) {
          bySubscription.set(account.subscriptionId, [...(bySubscription.get(account.subscriptionId) ?? []), account]);
        }
        const rest = [...bySubscription]
          .filter(([id]) => cursor === null || id > cursor)
          .sort(([a], [b]) => (a < b ? -1 : 1));
        const items = rest.slice(0, PAGE).map(([id, accounts]) => actualOf(id, accounts));
        return done({ items, next: rest.length > PAGE ? rest[PAGE - 1]![0] : null });
      });
    },

    async export(handle) {
      const own = handleShape.safeParse(handle);
      if (!own.success) return notOurs();
      const { subscriptionId, personal } = own.data;
      return onServer(async (server) => {
        const logins = (await accountsOf(server, subscriptionId)).map(({ login }) => login).sort();
        if (logins.length === 0) return failed('conflict', 'The accounts are no more.');
        // Whom the members of an organisation talk to is no business of those who manage it.
        const made = await exportAccounts(server, { domain, logins, withContacts: personal });
        if (made.kind !== 'done') return made;
        return done({ fileName: `chat-${shortLogin('xmpp', subscriptionId)}.xml`, ...made.value });
      });
    },

    erase(person) {
      return onServer(async (server) => {
        const wanted = personOf(person.accountId);
        return remove(
          server,
          (await server.register.all()).filter((account) => account.person === wanted),
        );
      });
    },

    async renewPassword(handle, accountId) {
      const own = handleShape.safeParse(handle);
      if (!own.success) return notOurs();
      const login = loginOf(own.data.subscriptionId, accountId);
      return onServer(async (server) => {
        const account = (await accountsOf(server, own.data.subscriptionId)).find((one) => one.login === login);
        if (account === undefined || account.closed) {
          return failed('conflict', 'The subscription is not active, or the account is no member of it.');
        }
        const password = newPassword(randomness);
        const changed = await server.commands.changePassword(login, password);
        if (changed.kind !== 'done') return changed;
        if (changed.value !== 'carried-out') return failed('conflict', 'The account is not on the server.');
        const ended = await server.commands.endSessions(login);
        return ended.kind === 'done' ? done({ login: `${login}@${domain}`, password, server: domain }) : ended;
      });
    },
  };
}

/** One account for each subscription of a person: what belongs to an association stays with it. */
function loginOf(subscriptionId: string, accountId: string): string {
  return shortLogin('xmpp', subscriptionId, accountId);
}

function personOf(accountId: string): string {
  return shortLogin('xmpp', accountId);
}

function actualOf(subscriptionId: string, accounts: readonly RegisteredAccount[]): ActualState {
  const open = accounts.filter(({ closed }) => !closed).length;
  const state = accounts.length === 0 ? 'absent' : open === 0 ? 'suspended' : 'active';
  const memberCount = state === 'active' ? open : null;
  return { state, subscriptionId, remoteName: `ronron-${subscriptionId}`, memberCount, quotaBytes: null };
}

function notOurs(): Failed {
  return failed('unsupported', 'The handle was written by another release or connector.');
}
