import { connectors } from '@ronron/connectors';
import { z } from 'zod';
import {
  longText,
  optionalText,
  requiredText,
  tickBox,
  tickedAmong,
  webAddress,
} from '../../../platform/forms/form-fields.js';
import { organisationKinds } from '../../organisations/organisation.entity.js';
import { accessModes, audiences, needs } from '../service.entity.js';
import { optionalNumber } from './optional-number.js';

const GIGABYTE = 1000 ** 3;

/** Ids or codes ticked in a list that the database knows; what it does not know is refused by the use case. */
const ticked = z
  .union([z.string().transform((value) => [value]), z.array(z.string())])
  .default([])
  .pipe(z.array(z.string().regex(/^[0-9A-B]{5}$/, 'ui:errors.choice')).max(500, 'ui:errors.choice'));

const oneOf = (values: readonly [string, ...string[]], missing: string) => z.enum(values, { error: missing });

/** Host names that the connector may call, one a line, a port if it matters. */
const hostList = longText(4000)
  .transform((text) => [
    ...new Set(
      text
        .split(/[\s,;]+/)
        .map((line) => line.trim().toLowerCase())
        .filter((line) => line !== ''),
    ),
  ])
  .refine((hosts) => hosts.every(isHost), { error: 'catalogue:errors.hosts' });

function isHost(text: string): boolean {
  if (!/^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?$/.test(text) || !URL.canParse(`https://${text}`)) return false;
  return new URL(`https://${text}`).hostname !== '';
}

/** Everything of a service that people edit in its form. */
export const serviceForm = z.object({
  name: requiredText('catalogue:errors.nameMissing', 80),
  slug: optionalText(60).refine((text) => text === '' || /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text), {
    error: 'catalogue:errors.slug',
  }),
  structureId: z.uuid({ error: 'catalogue:errors.structureMissing' }),
  summary: requiredText('catalogue:errors.summaryMissing', 200),
  description: longText(10_000),
  needs: tickedAmong(needs),
  audiences: tickedAmong(audiences),
  softwareId: z.uuid({ error: 'catalogue:errors.softwareMissing' }),
  softwareVersion: optionalText(60),
  address: webAddress('catalogue:errors.addressMissing'),
  accessMode: oneOf(accessModes, 'catalogue:errors.accessMissing').pipe(z.enum(accessModes)),
  capacity: optionalNumber(1_000_000),
  quotaGigabytes: optionalNumber(100_000),
  dataLocation: longText(1000),
  backupPolicy: longText(1000),
  eligibleCommunes: ticked,
  eligibleKinds: tickedAmong(organisationKinds),
  alternativeHelp: longText(1000),
  connectorId: oneOf(
    connectors.map((factory) => factory.id) as [string, ...string[]],
    'catalogue:errors.connectorMissing',
  ),
  published: tickBox(),
  approvedHosts: hostList,
  allowPrivateHosts: tickBox(),
  /** When the form was drawn, what it was drawn from: who was faster is not overwritten. */
  seen: optionalText(40),
});

export type ServiceFormValues = z.output<typeof serviceForm>;

export function bytesOf(gigabytes: number | null): number | null {
  return gigabytes === null ? null : gigabytes * GIGABYTE;
}

export function gigabytesOf(bytes: number | null): string {
  return bytes === null ? '' : String(Math.max(1, Math.round(bytes / GIGABYTE)));
}
