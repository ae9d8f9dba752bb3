import { Injectable } from '@nestjs/common';
import { fail, ok, type Result } from '@ronron/kernel';
import {
  acrOf,
  errors,
  firstGrant,
  grantRequested,
  OWED_PROMPT,
  SUBSCRIPTION_PROMPT,
  type InteractionResults,
  type PersonalScope,
  type SignedIn,
} from '@ronron/oidc';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Service } from '../../catalogue/service.entity.js';
import type { Entitlement } from '../../subscriptions/entitlements/entitlement.js';
import { Admissions, type ToldAudience } from '../clients/admissions.service.js';
import { ClientDirectory } from '../clients/client-directory.service.js';
import { ConsentsService } from '../clients/consents.service.js';
import { PortalSignIns } from '../provider/portal-sign-ins.service.js';
import { SsoAccounts } from '../provider/sso-accounts.service.js';
import { OIDC_PATH, SsoProvider } from '../provider/sso-provider.service.js';

type Details = Awaited<ReturnType<Awaited<ReturnType<SsoProvider['get']>>['provider']['interactionDetails']>>;

/** What a tool wants to know, for the page that asks. */
export interface AskedConsent {
  readonly client: { readonly name: string; readonly address: string };
  readonly scopes: readonly PersonalScope[];
  /** Also while the person is away. */
  readonly offline: boolean;
}

/** What comes next of a sign-in to a tool. */
export type NextStep =
  /** Back to the provider, with what was found out; or to it anew. */
  | { readonly kind: 'go'; readonly url: string }
  | { readonly kind: 'sign-in' }
  /** Signed in, and to prove it again. */
  | { readonly kind: 'prove' }
  /** Signed in, and to do first what every page of the portal asks of them. */
  | { readonly kind: 'owes'; readonly what: 'terms' | 'second-factor' }
  | { readonly kind: 'consent'; readonly asked: AskedConsent }
  | {
      readonly kind: 'refused';
      readonly denial: Extract<Entitlement, { allowed: false }>;
      readonly client: { readonly name: string };
      /** Who runs it. */
      readonly structure: string;
    }
  /** An application for others. */
  | { readonly kind: 'not-admitted'; readonly client: { readonly name: string }; readonly audience: ToldAudience };

/** Goes through what the provider needs of a person before it answers a tool. The portal's session is who they are. */
@Injectable()
export class Interactions {
  constructor(
    private readonly database: DataSource,
    private readonly provider: SsoProvider,
    private readonly clients: ClientDirectory,
    private readonly admissions: Admissions,
    private readonly consents: ConsentsService,
    private readonly signIns: PortalSignIns,
    private readonly accounts: SsoAccounts,
  ) {}

  /** Fails when this browser has no such sign-in pending: it took too long, or began elsewhere. */
  async next(uid: string, request: FastifyRequest, reply: FastifyReply): Promise<Result<NextStep, 'expired'>> {
    const signedIn = await this.signIns.find(request.headers.cookie);
    const details = await this.details(uid, request, reply);
    if (details === null) return this.again(uid, signedIn);
    const { prompt, params } = details;
    if (signedIn === null) return ok({ kind: 'sign-in' });
    if (details.session !== undefined && details.session.accountId !== signedIn.accountId)
      return this.again(uid, signedIn);
    if (prompt.name === 'login') return ok(await this.login(details, signedIn, request, reply));
    if (signedIn.owes !== null) return ok({ kind: 'owes', what: signedIn.owes });
    if (prompt.name === OWED_PROMPT) return ok(await this.finish(request, reply, {}));
    const client = await this.clients.find(String(params['client_id']));
    if (client === null) return fail('expired');
    if (prompt.name === SUBSCRIPTION_PROMPT) {
      if (client.serviceId === null) {
        if (await this.accounts.mayUse(signedIn.accountId, client)) return ok(await this.finish(request, reply, {}));
        return ok({ kind: 'not-admitted', client, audience: await this.admissions.told(client.id) });
      }
      const decision = await this.accounts.decide(signedIn.accountId, client.serviceId);
      // They may have got it meanwhile.
      if (decision.allowed) return ok(await this.finish(request, reply, {}));
      const service = await this.database
        .getRepository(Service)
        .findOneOrFail({ where: { id: client.serviceId }, relations: { structure: true } });
      return ok({ kind: 'refused', denial: decision, client, structure: service.structure!.name });
    }
    if (!client.consent) return ok(await this.agree(details, signedIn, request, reply));
    return ok({
      kind: 'consent',
      asked: {
        client: { name: client.name, address: new URL(client.redirectUris[0]!).host },
        scopes: client.scopes.filter((scope) => wantedScopes(details).has(scope)),
        offline: String(params['scope']).split(' ').includes('offline_access'),
      },
    });
  }

  /** The person agrees to what `next` showed. */
  async consent(uid: string, request: FastifyRequest, reply: FastifyReply): Promise<Result<NextStep, 'expired'>> {
    const signedIn = await this.signIns.find(request.headers.cookie);
    const details = await this.details(uid, request, reply);
    if (details === null || signedIn === null || details.prompt.name !== 'consent') return fail('expired');
    if (signedIn.owes !== null) return ok({ kind: 'owes', what: signedIn.owes });
    if (details.session?.accountId !== signedIn.accountId) return fail('expired');
    return ok(await this.agree(details, signedIn, request, reply));
  }

  /** Back to the tool, which is told that the person would rather not. */
  async abort(uid: string, request: FastifyRequest, reply: FastifyReply): Promise<Result<NextStep, 'expired'>> {
    if ((await this.details(uid, request, reply)) === null) return fail('expired');
    return ok(await this.finish(request, reply, refusal('access_denied', 'the person did not go on')));
  }

  private async login(
    details: Details,
    signedIn: SignedIn,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<NextStep> {
    const { reasons } = details.prompt;
    // `auth_time` is in seconds, and so is what the interaction knows of its beginning.
    const proved = Math.floor(signedIn.authenticatedAt.getTime() / 1000);
    const acr = acrOf(signedIn.amr);
    const provesAgain = reasons.some((reason) => ['login_prompt', 'max_age'].includes(reason));
    if (provesAgain && proved < details.iat!) return { kind: 'prove' };
    // Somebody else is wanted: only another sign-in can show them.
    if (reasons.some((reason) => ['id_token_hint', 'claims_id_token_sub_value'].includes(reason)))
      return this.finish(request, reply, refusal('login_required', 'another account is signed in'));
    if (reasons.some((reason) => reason.startsWith('essential_acr')) && !wantedAcrs(details).includes(acr))
      return this.finish(request, reply, refusal('unmet_authentication_requirements', 'the person has no such proof'));
    return this.finish(request, reply, {
      login: { accountId: signedIn.accountId, ts: proved, amr: [...signedIn.amr], acr },
    });
  }

  private async agree(
    details: Details,
    { accountId }: SignedIn,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<NextStep> {
    const { provider } = await this.provider.get();
    const clientId = String(details.params['client_id']);
    const client = (await this.clients.find(clientId))!;
    const sessionUid = details.session!.uid;
    // Another tab may have agreed meanwhile.
    const grantId = details.grantId ?? (await provider.Session.findByUid(sessionUid))?.grantIdFor(clientId);
    const grant =
      grantId === undefined
        ? firstGrant(provider, { sessionUid, accountId, clientId })
        : ((await provider.Grant.find(grantId)) ?? new provider.Grant({ accountId, clientId }));
    const { missingOIDCScope = [], missingOIDCClaims = [] } = details.prompt.details as {
      missingOIDCScope?: string[];
      missingOIDCClaims?: string[];
    };
    grantRequested(grant, { scopes: missingOIDCScope, claims: missingOIDCClaims }, client.scopes);
    const saved = await grant.save();
    if (client.consent)
      await this.consents.remember(this.database.manager, accountId, clientId, [
        ...client.scopes.filter((scope) => wantedScopes(details).has(scope)),
      ]);
    return this.finish(request, reply, { consent: { grantId: saved } });
  }

  private async finish(request: FastifyRequest, reply: FastifyReply, result: InteractionResults): Promise<NextStep> {
    const { provider } = await this.provider.get();
    const mergeWithLastSubmission = !('error' in result);
    const url = await provider.interactionResult(request.raw, reply.raw, result, { mergeWithLastSubmission });
    return { kind: 'go', url };
  }

  /** The interaction of this browser, if its address is the one asked for. */
  private async details(uid: string, request: FastifyRequest, reply: FastifyReply): Promise<Details | null> {
    try {
      const { provider } = await this.provider.get();
      const details = await provider.interactionDetails(request.raw, reply.raw);
      return details.uid === uid ? details : null;
    } catch (error) {
      if (error instanceof errors.SessionNotFound) return null;
      throw error;
    }
  }

  /**
   * The tool's question once more, from its beginning, for this browser and whoever is signed in to it now: when two were pending in two
   * tabs, or when somebody else signed in meanwhile. Only for who is signed in, who evidently keeps cookies: it leads nowhere in circles.
   */
  private async again(uid: string, signedIn: SignedIn | null): Promise<Result<NextStep, 'expired'>> {
    const { provider } = await this.provider.get();
    const known = await provider.Interaction.find(uid);
    if (known === undefined || signedIn === null) return fail('expired');
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries(known.params)) if (value !== undefined) params.set(name, String(value));
    // Who has just shown who they are need not do so again for the same question.
    const proved = Math.floor(signedIn.authenticatedAt.getTime() / 1000) >= known.iat!;
    const prompts = (params.get('prompt') ?? '').split(' ').filter((prompt) => prompt !== 'login' || !proved);
    if (prompts.join(' ') === '') params.delete('prompt');
    else params.set('prompt', prompts.join(' '));
    return ok({ kind: 'go', url: `${OIDC_PATH}/auth?${params.toString()}` });
  }
}

function refusal(error: string, description: string): InteractionResults {
  return { error, error_description: description };
}

function wantedScopes({ params }: Details): ReadonlySet<string> {
  return new Set(String(params['scope'] ?? '').split(' '));
}

/** OpenID Connect Core 5.5.1.1: an essential `acr` claim, with one value or several. */
function wantedAcrs({ prompt }: Details): string[] {
  const { acr } = prompt.details as { acr?: { value?: string; values?: string[] } };
  return [...(acr?.values ?? []), ...(acr?.value === undefined ? [] : [acr.value])];
}
