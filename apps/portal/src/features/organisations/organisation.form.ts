import { z } from 'zod';
import { emailAddress, longText, optionalText, requiredText } from '../../platform/forms/form-fields.js';
import { readOrganisationNumber } from './identifiers.js';
import { membershipRoles } from './membership.entity.js';
import { noNumberReasons, organisationKinds } from './organisation.entity.js';

/** A number, or why there is none: several organisations legitimately have none. */
const number = optionalText(40).superRefine((typed, context) => {
  if (typed === '') return;
  const read = readOrganisationNumber(typed);
  if (!read.ok) context.addIssue({ code: 'custom', message: `organisations:errors.number.${read.error}` });
});

const noNumberReason = z.union([z.literal(''), z.enum(noNumberReasons)], { error: 'ui:errors.choice' }).default('');

const described = {
  name: requiredText('organisations:errors.name'),
  kind: z.enum(organisationKinds, { error: 'organisations:errors.kind' }),
  number,
  noNumberReason,
  commune: requiredText('organisations:errors.commune', 120),
  /** Set when several communes had the name that was typed. */
  inseeCode: optionalText(5),
  purpose: longText(1000, 'organisations:errors.purpose'),
};

function hasNumberOrReason(form: { number: string; noNumberReason: string }, context: z.RefinementCtx): void {
  if (form.number === '' && form.noNumberReason === '') {
    context.addIssue({ code: 'custom', path: ['number'], message: 'organisations:errors.number.missing' });
  }
}

export const organisationForm = z
  .object({
    ...described,
    secondContact: z
      .union(
        [
          z
            .string()
            .regex(/^\s*$/)
            .transform(() => ''),
          emailAddress(),
        ],
        {
          error: 'ui:errors.email',
        },
      )
      .default(''),
  })
  .superRefine(hasNumberOrReason);

export const organisationEditForm = z.object(described).superRefine(hasNumberOrReason);

export type OrganisationDescription = z.output<typeof organisationEditForm>;

export const invitationForm = z.object({
  email: emailAddress(),
  role: z.enum(membershipRoles, { error: 'organisations:errors.role' }),
});

export const roleForm = z.object({ role: z.enum(membershipRoles, { error: 'organisations:errors.role' }) });

export const joinForm = z.object({
  number: requiredText('organisations:errors.number.missing', 40),
  message: longText(1000, 'organisations:errors.joinMessage'),
});

/** Why operators make somebody an owner: what they checked, and how. */
export const ownershipForm = z.object({ check: longText(2000, 'organisations:errors.check') });
