import type { IncomingMessage } from 'node:http';

/** Who is signed in to the portal in the browser that a request comes from. */
export interface SignedIn {
  readonly accountId: string;
  /** Names the sign-in for as long as it lasts, also when the person shows who they are once more. */
  readonly sessionUid: string;
  readonly authenticatedAt: Date;
  /** RFC 8176. */
  readonly amr: readonly string[];
  /** What the portal asks of them before it takes them anywhere: new terms, a second factor that is overdue; null when nothing. */
  readonly owes: 'terms' | 'second-factor' | null;
  /** What the provider kept of this sign-in: clients and a pending sign-out; null when nothing yet. */
  readonly kept: { readonly authorizations: unknown; readonly state: unknown } | null;
}

const known = new WeakMap<IncomingMessage, SignedIn>();

/** The name under which the provider looks for its session. */
export const sessionCookie = 'ronron_oidc';

/**
 * Makes the portal's session the provider's: whatever the browser sent under the provider's own name is replaced by it, so that
 * nobody is signed in to tools who is not signed in to the portal, and the other way round.
 */
export function rememberSignedIn(request: IncomingMessage, signedIn: SignedIn): void {
  known.set(request, signedIn);
  const sent = (request.headers.cookie ?? '').split(/;\s*/);
  const others = sent.filter((cookie) => cookie !== '' && !cookie.startsWith(`${sessionCookie}=`));
  request.headers.cookie = [...others, `${sessionCookie}=${signedIn.sessionUid}`].join('; ');
}

export function signedInOf(request: IncomingMessage): SignedIn | null {
  return known.get(request) ?? null;
}
