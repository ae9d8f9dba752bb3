import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { OidcPorts, SubscriberDecision } from './ports.js';

const { base, Check, Prompt } = interactionPolicy;

/** The prompt of somebody who may not use the service: the portal says why, and how to ask for it. */
export const SUBSCRIPTION_PROMPT = 'subscription';

const decisions = new WeakMap<object, Promise<SubscriberDecision>>();

/** Asked once a request, however many steps look at it. */
export function decisionFor(ctx: KoaContextWithOIDC, accounts: OidcPorts['accounts']): Promise<SubscriberDecision> {
  const known = decisions.get(ctx);
  if (known !== undefined) return known;
  const serviceId = ctx.oidc.client!['ronron_service'] as string | null;
  const asked = accounts.decide(ctx.oidc.session!.accountId!, serviceId);
  decisions.set(ctx, asked);
  return asked;
}

/** Sign in, then hold an active subscription, then agree: in this order, since nobody agrees to what is refused anyway. */
export function createInteractionPolicy(accounts: OidcPorts['accounts']): interactionPolicy.DefaultPolicy {
  const policy = base();
  policy.add(
    new Prompt(
      { name: SUBSCRIPTION_PROMPT, requestable: false },
      new Check('no_subscription', 'the account may not use this service', 'access_denied', async (ctx) => {
        if (ctx.oidc.session?.accountId === undefined) return Check.NO_NEED_TO_PROMPT;
        const { allowed } = await decisionFor(ctx, accounts);
        return allowed ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
      }),
    ),
    1,
  );
  return policy;
}
