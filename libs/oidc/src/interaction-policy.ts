import type { interactionPolicy as Policy, KoaContextWithOIDC } from 'oidc-provider';
import { interactionPolicy } from './library.js';
import { doorOf } from './client.js';
import type { OidcPorts } from './ports.js';
import { signedInOf } from './signed-in.js';

const { base, Check, Prompt } = interactionPolicy;

/** The prompt of somebody who may not enter: the portal says why, and how to ask for it. */
export const SUBSCRIPTION_PROMPT = 'subscription';

/** The prompt of somebody of whom the portal wants something first: see `SignedIn.owes`. */
export const OWED_PROMPT = 'owed';

const answers = new WeakMap<object, Promise<boolean>>();

/** Whether who is signed in may enter the client. Asked once a request, however many steps look at it. */
export function mayUse(ctx: KoaContextWithOIDC, accounts: OidcPorts['accounts']): Promise<boolean> {
  const known = answers.get(ctx);
  if (known !== undefined) return known;
  const asked = accounts.mayUse(ctx.oidc.session!.accountId!, doorOf(ctx.oidc.client!));
  answers.set(ctx, asked);
  return asked;
}

/**
 * Sign in, then do what the portal wants of everybody, then hold an active subscription (or be among those for whom an application is), then agree: in this order, since nobody agrees to
 * what is refused anyway.
 */
export function createInteractionPolicy(accounts: OidcPorts['accounts']): Policy.DefaultPolicy {
  const policy = base();
  policy.add(
    new Prompt(
      { name: OWED_PROMPT, requestable: false },
      new Check('owed', 'the portal wants something of the person first', 'interaction_required', (ctx) =>
        (signedInOf(ctx.req)?.owes ?? null) === null ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
      ),
    ),
    1,
  );
  policy.add(
    new Prompt(
      { name: SUBSCRIPTION_PROMPT, requestable: false },
      new Check('no_subscription', 'the account may not enter this client', 'access_denied', async (ctx) => {
        if (ctx.oidc.session?.accountId === undefined) return Check.NO_NEED_TO_PROMPT;
        return (await mayUse(ctx, accounts)) ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
      }),
    ),
    2,
  );
  return policy;
}
