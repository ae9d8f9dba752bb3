import type { EntityManager, EntityTarget } from 'typeorm';
import type { StoredFile } from '../../../../../platform/files/stored-file.entity.js';
import type { WhatLeaves } from './what-leaves.js';

/** A page of the web, or a file that the portal keeps. */
interface Sourced {
  readonly id: string;
  readonly url: string | null;
  readonly file?: StoredFile | null;
}

/** Rows with their files, and the files' contents where these leave, in the order of their ids. */
export async function withFiles<One extends Sourced>(
  manager: EntityManager,
  entity: EntityTarget<One>,
  parent: string,
  ids: readonly string[],
  { onlyPublic }: WhatLeaves,
): Promise<One[]> {
  if (ids.length === 0) return [];
  const query = manager
    .createQueryBuilder(entity, 'one')
    .leftJoinAndSelect('one.file', 'file')
    .where(`one.${parent} = ANY(:ids)`, { ids })
    .orderBy('one.id');
  if (!onlyPublic) query.addSelect('file.content');
  return query.getMany();
}

/** The link or the file; where only what is public leaves, the link to the file. */
export function sourceOf({ id, url, file }: Sourced, path: string, { onlyPublic, publicUrl }: WhatLeaves): object {
  const linked = file != null && onlyPublic;
  return {
    url: linked ? `${publicUrl}${path}/${id}` : url,
    fileName: linked ? null : (file?.name ?? null),
    fileContent: linked ? null : (file?.content ?? null),
  };
}
