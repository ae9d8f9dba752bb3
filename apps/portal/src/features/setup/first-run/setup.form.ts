import { connectors } from '@ronron/connectors';
import { z } from 'zod';
import {
  emailAddress,
  longText,
  optionalText,
  requiredText,
  tickBox,
  webAddress,
} from '../../../platform/forms/form-fields.js';
import { accessModes } from '../../catalogue/service.entity.js';
import { structureKinds } from '../../territories/structure.entity.js';

export const communeForm = z.object({
  commune: requiredText('setup:errors.commune', 120),
  /** Chosen among several that have the same name or postcode. */
  inseeCode: optionalText(5),
});

export const structureForm = z.object({
  name: requiredText('setup:errors.structureName', 120),
  kind: z.enum(structureKinds, { error: 'ui:errors.choice' }),
  email: emailAddress(),
  phone: optionalText(30),
  address: longText(300, 'setup:errors.address'),
  website: webAddress(),
});

export const administratorForm = z.object({
  displayName: requiredText('setup:errors.displayName', 80),
  email: emailAddress(),
  password: z.string({ error: 'setup:errors.password' }).min(1, 'setup:errors.password').max(200, 'ui:errors.tooLong'),
  terms: tickBox().refine((accepted) => accepted, { error: 'setup:errors.terms' }),
});

export const serviceForm = z.object({
  name: requiredText('setup:errors.serviceName', 120),
  summary: requiredText('setup:errors.summary', 200),
  address: webAddress('setup:errors.serviceAddress'),
  accessMode: z.enum(accessModes, { error: 'ui:errors.choice' }),
  connectorId: z
    .string()
    .refine((id) => connectors.some((factory) => factory.id === id), { error: 'ui:errors.choice' }),
  softwareName: requiredText('setup:errors.softwareName', 80),
  licence: requiredText('setup:errors.licence', 80),
  softwareWebsite: webAddress('setup:errors.softwareWebsite'),
  sourceUrl: webAddress('setup:errors.sourceUrl'),
});
