import { ARCHIVE_FORMAT, ARCHIVE_VERSION } from './archive-format.js';
import { id } from './fields.js';
import { kinds, recordKinds, type RecordKind } from './record-kinds.js';

/** Where the schema of archives is published; the number is that of the format. */
export const ARCHIVE_SCHEMA_PATH = `/schemas/archive-${ARCHIVE_VERSION}.json`;

/** JSON Schema (2020-12) of an archive in JSON, made from what the portal really reads and writes. */
export function archiveJsonSchema(publicUrl: string): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: publicUrl + ARCHIVE_SCHEMA_PATH,
    title: 'Archive des engagements d’une commune',
    type: 'object',
    required: ['format', 'version', 'records'],
    additionalProperties: false,
    properties: {
      format: { const: ARCHIVE_FORMAT },
      version: { const: ARCHIVE_VERSION },
      records: { type: 'array', items: { oneOf: recordKinds.map(recordSchema) } },
    },
  };
}

function recordSchema(kind: RecordKind): object {
  const { parent, fields } = kinds[kind];
  const own = Object.entries(fields).map(([name, { schema }]) => [name, schema]);
  return {
    title: kind,
    description: parent === null ? 'Stands by itself.' : `Stands below a record of the kind ${parent}.`,
    type: 'object',
    required: ['record', 'id', 'parent', ...Object.keys(fields)],
    additionalProperties: false,
    properties: {
      record: { const: kind },
      id: id().schema,
      parent: parent === null ? { type: 'null' } : id().schema,
      ...Object.fromEntries(own),
    },
  };
}
