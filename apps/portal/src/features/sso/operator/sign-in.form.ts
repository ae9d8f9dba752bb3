import { personalScopes } from '@ronron/oidc';
import { z } from 'zod';
import { longText, tickBox, tickedAmong, webAddress } from '../../../platform/forms/form-fields.js';
import { tools } from '../tools/known-tools.js';

const toolIds = tools.map(({ id }) => id) as [string, ...string[]];

/** Addresses, one a line; https, or http on this very computer. No fragment (RFC 6749, 3.1.2). */
export const returnAddresses = longText(4000)
  .transform((text) => [...new Set(text.split(/\s+/).filter((line) => line !== ''))])
  .refine((lines) => lines.length <= 20 && lines.every(isReturnAddress), { error: 'sso:errors.addresses' });

function isReturnAddress(text: string): boolean {
  if (!URL.canParse(text) || text.includes('#')) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}

/** What operators decide of the sign-in to a service. */
export const signInSettingsForm = z.object({
  tool: z.enum(toolIds, { error: 'ui:errors.choice' }),
  scopes: tickedAmong(personalScopes),
  consent: tickBox(),
  pairwise: tickBox(),
  redirectUris: returnAddresses,
  postLogoutRedirectUris: returnAddresses,
  backchannelLogoutUri: webAddress(),
});
