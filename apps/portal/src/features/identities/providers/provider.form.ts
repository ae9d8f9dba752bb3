import { z } from 'zod';
import { optionalText, requiredText, tickBox } from '../../../platform/forms/form-fields.js';
import { providerProfiles, signingAlgorithms, type SigningAlgorithm } from './provider-profiles.js';

/** An issuer is an https address without query or fragment (OpenID Connect Discovery 1.0, 3); http only on a network of one's own. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, search, hash, username, password } = new URL(text);
  return ['https:', 'http:'].includes(protocol) && [search, hash, username, password].every((part) => part === '');
}

const fields = z.object({
  label: requiredText('identities:errors.label', 60),
  profile: z.enum(providerProfiles, { error: 'ui:errors.choice' }),
  issuer: requiredText('identities:errors.issuer', 500).refine(isIssuer, { error: 'identities:errors.issuer' }),
  clientId: requiredText('identities:errors.clientId', 300),
  acrValues: optionalText(200),
  signingAlgorithm: z
    .enum(['', ...signingAlgorithms], { error: 'ui:errors.choice' })
    .default('')
    .transform((value): SigningAlgorithm | null => (value === '' ? null : value)),
  trustsMfa: tickBox(),
  allowPrivate: tickBox(),
  enabled: tickBox(),
});

/** A provider that is there already: no secret keeps its own. */
export const providerForm = fields.extend({
  secret: z.string({ error: 'ui:errors.invalid' }).max(500, 'ui:errors.tooLong').default(''),
});

export const newProviderForm = fields.extend({ secret: requiredText('identities:errors.secret', 500) });

export type ProviderValues = z.output<typeof providerForm>;
