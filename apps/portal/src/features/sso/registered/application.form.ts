import { z } from 'zod';
import { longText, requiredText, tickBox, tickedAmong, webAddress } from '../../../platform/forms/form-fields.js';
import { audienceRoles, audiences } from '../clients/oidc-client.entity.js';
import { returnAddresses } from '../operator/sign-in.form.js';

/** What may be told to an application: the rest is about services, and it is none. */
export const applicationScopes = ['profile', 'email'] as const;

/** What an administrator decides of an application. */
export const applicationForm = z.object({
  name: requiredText('sso:errors.name', 80),
  redirectUris: returnAddresses.refine((lines) => lines.length > 0, { error: 'sso:errors.addressMissing' }),
  postLogoutRedirectUris: returnAddresses,
  backchannelLogoutUri: webAddress(),
  scopes: tickedAmong(applicationScopes),
  consent: tickBox(),
  audience: z.enum(audiences, { error: 'ui:errors.choice' }).default('everybody'),
  audienceRoles: tickedAmong(audienceRoles),
  audienceHelp: longText(500),
  pairwise: tickBox(),
});

/** An organisation, by its name or one of its numbers. */
export const organisationForm = z.object({ organisation: requiredText('sso:errors.organisationMissing', 200) });
