import { Inject, Injectable } from '@nestjs/common';
import { DAY, newId, type Clock, type Randomness } from '@ronron/kernel';
import type { FastifyRequest } from 'fastify';
import { setImmediate } from 'node:timers/promises';
import { DataSource, type EntityManager } from 'typeorm';
import { JointStatement } from '../../platform/database/joint-statement.js';
import type { PortalSettings } from '../../platform/config/portal-settings.js';
import { CLOCK, RANDOMNESS, SETTINGS } from '../../platform/config/tokens.js';
import type { Actor } from '../../platform/security/actor.js';
import type { AuthenticationMethod } from '../../platform/security/authentication-method.js';
import type { SignOutElsewhere } from '../../platform/server/request-context.js';
import { saveSessionWith } from '../../platform/sessions/session-store.js';
import { renewSession } from '../../platform/sessions/renew-session.js';
import type { SessionActors } from '../../platform/sessions/session-plugins.js';
import { RetainedRecords } from '../privacy/retention/retained-records.service.js';
import {
  pendingOf,
  TextAcceptances,
  type PendingTerms,
  type TermsRow,
} from '../legal/acceptance/text-acceptances.service.js';
import { RoleGrant } from '../roles/role-grant.entity.js';
import { Account } from './account.entity.js';
import { KnownDevices } from './devices/known-devices.service.js';

/** How long a session lives whose holder asked to stay signed in. */
const STAY_SIGNED_IN_DAYS = 30;

/** Who a session belongs to, and its beginning and end. */
@Injectable()
export class AccountSessions implements SessionActors {
  constructor(
    private readonly database: DataSource,
    private readonly retained: RetainedRecords,
    private readonly devices: KnownDevices,
    private readonly acceptances: TextAcceptances,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /** Null when the account is gone, unconfirmed or suspended, or when its sessions were ended by a new stamp. */
  async find(accountId: string, stamp: string | undefined, address: string): Promise<Actor | null> {
    const account = await this.database.getRepository(Account).findOneBy({ id: accountId, securityStamp: stamp });
    if (stamp === undefined || account === null || account.confirmedAt === null || account.suspendedAt !== null)
      return null;
    return this.actorOf(account, address);
  }

  async actorOf(account: Account, address: string): Promise<Actor> {
    const grants = await this.database.getRepository(RoleGrant).findBy({ accountId: account.id });
    const oldest = Math.min(...grants.map((grant) => grant.createdAt.getTime()));
    const owes = grants.length > 0 && account.secondFactorSince === null;
    return {
      accountId: account.id,
      displayName: account.displayName,
      email: account.email,
      locale: account.locale,
      communeId: account.communeId,
      administrator: grants.some((grant) => grant.role === 'administrator'),
      structures: grants.flatMap((grant) =>
        grant.role === 'operator' && grant.structureId !== null ? [grant.structureId] : [],
      ),
      communes: grants.flatMap((grant) =>
        grant.role === 'editor' && grant.communeId !== null ? [grant.communeId] : [],
      ),
      secondFactorDue: owes ? new Date(oldest + this.settings.secondFactorGraceDays * DAY) : null,
      address,
    };
  }

  /**
   * Signs in, for the requests that follow: passport renews the session, so that one planted before is worth nothing (session fixation).
   * @returns the terms that are to be accepted first, if any.
   */
  async begin(
    request: FastifyRequest,
    account: Account,
    how: {
      readonly stay: boolean;
      readonly methods: readonly AuthenticationMethod[];
      readonly signOutElsewhere?: SignOutElsewhere | undefined;
    },
  ): Promise<PendingTerms | null> {
    const before = request.session.get('sso');
    await renewSession(request, () => request.logIn({ accountId: account.id } as never));
    // Tools that this browser is signed in to stay so while it is the same person.
    const sso =
      before?.accountId === account.id ? before : { uid: newId(this.clock, this.randomness), accountId: account.id };
    request.session.set('sso', sso);
    const now = this.clock.now().toISOString();
    request.session.set('stamp', account.securityStamp);
    request.session.set('authenticatedAt', now);
    request.session.set('amr', how.methods);
    if (how.signOutElsewhere !== undefined) request.session.set('signOutElsewhere', how.signOutElsewhere);
    request.session.set('createdAt', now);
    request.session.set('seenAt', now);
    request.session.set('userAgent', (request.headers['user-agent'] ?? '').slice(0, 300));
    request.session.set('address', request.ip);
    if (how.stay) request.session.cookie.maxAge = STAY_SIGNED_IN_DAYS * 24 * 3600 * 1000;
    const userAgent = request.session.get('userAgent') ?? '';
    // Visitors are let in between stretches of work.
    await setImmediate();
    // One statement for what several features write and ask, and for the session.
    const signIn = new JointStatement('sign-in');
    this.retained.connection(signIn, account.id, request.ip, userAgent);
    this.devices.signIn(signIn, request, account);
    this.acceptances.ask(signIn, account.id);
    await saveSessionWith(signIn, request);
    await setImmediate();
    const row = await signIn.run<TermsRow & { readonly new: boolean }>(this.database, 'SELECT * FROM device, terms');
    await setImmediate();
    if (row.new) await this.devices.welcome(account, userAgent);
    return pendingOf(row);
  }

  /** The holder of this session proved again who they are: what is dangerous is open to them for a while. */
  proved(request: FastifyRequest, methods: readonly AuthenticationMethod[]): void {
    request.session.set('authenticatedAt', this.clock.now().toISOString());
    request.session.set('amr', [...new Set([...(request.session.get('amr') ?? []), ...methods])].sort());
  }

  /** Ends this session; an empty one with another id takes its place, so that the next page can say so. */
  async end(request: FastifyRequest): Promise<void> {
    await request.session.regenerate();
    request.actor = null;
  }

  /** Ends every session of the account but, if named, one. A new stamp keeps a request that runs now from saving its own again. */
  async endOthers(manager: EntityManager, accountId: string, keptSessionId: string | null): Promise<void> {
    await manager.query('DELETE FROM session WHERE account_id = $1 AND sid IS DISTINCT FROM $2', [
      accountId,
      keptSessionId,
    ]);
  }
}
