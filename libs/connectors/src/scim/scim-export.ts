import { z } from 'zod';
import type { ExportArtefact } from '../contract/connector.js';
import { done, type Outcome } from '../contract/outcome.js';
import type { ScimApi, ScimGroup } from './scim-api.js';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const resource = z.record(z.string(), z.unknown());

/**
 * The groups of a subscription and their users, whole as the service tells them, as a list of RFC 7644, 3.4.2: another service of
 * SCIM takes the same resources. What the tool keeps of its own is not there.
 */
export async function exportResources(
  api: ScimApi,
  groups: readonly ScimGroup[],
  at: Date,
): Promise<Outcome<ExportArtefact>> {
  const userIds = new Set(groups.flatMap(({ members }) => members.map(({ value }) => value)));
  const wanted = [
    ...groups.map(({ id }) => ['Groups', id] as const),
    ...[...userIds].map((id) => ['Users', id] as const),
  ];
  const Resources: object[] = [];
  for (const [kind, id] of wanted) {
    const read = await api.read(kind, resource, id);
    if (read.kind !== 'done') return read;
    // A password is never returned (RFC 7643, 4.1.1); a service that does is not followed.
    if (read.value !== null) Resources.push({ ...read.value, password: undefined });
  }
  const list = { schemas: [LIST], totalResults: Resources.length, startIndex: 1, Resources };
  const content = Buffer.from(`${JSON.stringify(list, null, 2)}\n`, 'utf8');
  return done({ fileName: `comptes-${at.toISOString().slice(0, 10)}.json`, mediaType: 'application/json', content });
}
