import { Inject, Injectable } from '@nestjs/common';
import { fail, MINUTE, ok, type Clock, type Result } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../platform/config/tokens.js';
import { Pages, type Flash } from '../../platform/pages/pages.js';
import type { AuthenticationMethod } from '../../platform/security/authentication-method.js';
import type { HalfSignedIn, SignOutElsewhere } from '../../platform/server/request-context.js';
import { refusalOf, type AccountRefusal } from './account-refusal.js';
import { renewSession } from '../../platform/sessions/renew-session.js';
import { AccountSessions } from './account-sessions.service.js';
import { Account } from './account.entity.js';
import { AccountClosings } from './closing/account-closings.service.js';
import { ParentWaits, WAIT_PAGE } from './parents/parent-waits.service.js';
import { nextPath, nextQuery } from '../../platform/pages/next-path.js';

/** After signing in, when nothing else was wanted. */
export const AFTER_SIGN_IN = '/mes-services';

/** Time to find a telephone or a sheet of codes. */
const SECOND_PROOF_WITHIN = 10 * MINUTE;

/** The page that asks for the second proof. */
const SECOND_PROOF_PAGE = '/connexion/second-facteur';

/** A proof of who somebody is, given on a page of ours or to a provider that we trust for it. */
export interface FirstProof {
  /** With `mfa` among them, no second proof is asked for. */
  readonly methods: readonly AuthenticationMethod[];
  /** Whether the session outlives the browser. */
  readonly stay: boolean;
  /** Where they wanted to go: untrusted. */
  readonly next: unknown;
  /** For who came by an outside provider that has such a place. */
  readonly signOutElsewhere?: SignOutElsewhere | undefined;
}

/** Somebody between the two proofs. */
export interface HalfSignIn {
  readonly account: Account;
  readonly first: HalfSignedIn;
}

/** The one place where every way of signing in ends: it alone begins sessions. */
@Injectable()
export class SignInCompletion {
  constructor(
    private readonly database: DataSource,
    private readonly sessions: AccountSessions,
    private readonly closings: AccountClosings,
    private readonly waits: ParentWaits,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Signs in, or asks for the second proof first where the account wants one, or leads a child to what their parent has yet to do. Answers the request unless it is refused:
   * then nothing has happened, and the caller says why on its own page.
   */
  async complete(
    request: FastifyRequest,
    reply: FastifyReply,
    account: Account,
    proof: FirstProof,
  ): Promise<Result<void, Exclude<AccountRefusal, 'awaiting-parent'>>> {
    const refusal = refusalOf(account, this.clock.now());
    if (refusal === 'awaiting-parent') {
      await this.waits.begin(request, account);
      await this.pages.goTo(request, reply, WAIT_PAGE);
      return ok(undefined);
    }
    if (refusal !== null) return fail(refusal);
    const next = nextPath(proof.next) ?? AFTER_SIGN_IN;
    if (account.secondFactorSince === null || proof.methods.includes('mfa')) {
      await this.signIn(request, reply, account, { ...proof, next });
      return ok(undefined);
    }
    // Another identifier, for the same reason as when signing in; whoever was signed in here before no longer is.
    await renewSession(request);
    request.actor = null;
    request.session.set('halfSignedIn', {
      accountId: account.id,
      stamp: account.securityStamp,
      methods: proof.methods,
      stay: proof.stay,
      next,
      since: this.clock.now().toISOString(),
      signOutElsewhere: proof.signOutElsewhere,
    });
    await this.pages.goTo(request, reply, SECOND_PROOF_PAGE);
    return ok(undefined);
  }

  /** Who gave a first proof in this session; null when nobody did, when it is too long ago, or when it is void by now. */
  async half(request: FastifyRequest): Promise<HalfSignIn | null> {
    const first = request.session.get('halfSignedIn');
    if (first === undefined) return null;
    const now = this.clock.now();
    if (now.getTime() - Date.parse(first.since) > SECOND_PROOF_WITHIN) return null;
    const account = await this.database
      .getRepository(Account)
      .findOneBy({ id: first.accountId, securityStamp: first.stamp });
    return account === null || refusalOf(account, now) !== null ? null : { account, first };
  }

  /** The second proof was right: signs in and answers. `half` is what `half()` gave. */
  async finish(
    request: FastifyRequest,
    reply: FastifyReply,
    half: HalfSignIn,
    methods: readonly AuthenticationMethod[],
  ): Promise<void> {
    const all = [...new Set([...half.first.methods, ...methods, 'mfa' as const])].sort();
    await this.signIn(request, reply, half.account, { ...half.first, methods: all });
  }

  private async signIn(
    request: FastifyRequest,
    reply: FastifyReply,
    account: Account,
    proof: FirstProof & { readonly next: string },
  ): Promise<void> {
    if (account.deleteAfter !== null) await this.closings.callBack(account.id);
    const pending = await this.sessions.begin(request, account, proof);
    if (pending !== null) request.session.set('termsToAccept', pending.version);
    const next = pending === null ? proof.next : `/compte/conditions${nextQuery(proof.next)}`;
    await this.pages.goTo(request, reply, next, greeting(account));
  }
}

/** What somebody must know as they come in; `account` is as it was before. */
function greeting(account: Account): Flash | undefined {
  if (account.deleteAfter !== null) return { kind: 'success', key: 'accounts:flash.deletionCancelled' };
  if (account.bouncedAt === null) return undefined;
  return { kind: 'warning', key: 'accounts:flash.bounced', params: { email: account.email } };
}
