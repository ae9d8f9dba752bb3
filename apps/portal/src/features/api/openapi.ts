import { z } from 'zod';
import type { ApiOperation, ApiOperations, ApiParameter, ApiWebhook } from '../../platform/api/api-operations.js';

type Schemas = Record<string, object>;

const PROBLEM = z.object({
  type: z.string().describe('`urn:ronron:error:` and a code that never changes.'),
  title: z.string().describe('For people, in the language of the address.'),
  status: z.int(),
  detail: z.string().optional(),
});

/** The description of the programming interface in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0). */
export function openApi({ operations, webhooks }: ApiOperations, publicUrl: string): object {
  const schemas: Schemas = { Problem: jsonSchema(PROBLEM) };
  const paths: Record<string, object> = {};
  for (const operation of operations)
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation, schemas) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ronron',
      version: '1',
      summary: 'What services ask the portal, and what the portal tells them.',
      description: `A readable page stands at ${publicUrl}/api. Errors are problems in JSON (RFC 9457).`,
      license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' },
    },
    servers: [{ url: publicUrl }],
    paths,
    webhooks: Object.fromEntries(webhooks.map((webhook) => [webhook.id, { post: describeWebhook(webhook, schemas) }])),
    components: {
      schemas,
      securitySchemes: {
        client: {
          type: 'oauth2',
          description: 'The client credentials of the service, as its operators read them on the portal.',
          flows: { clientCredentials: { tokenUrl: `${publicUrl}/oidc/token`, scopes: scopesOf(operations) } },
        },
      },
    },
  };
}

function describe(operation: ApiOperation, schemas: Schemas): object {
  const { id, summary, description, scope, answer } = operation;
  return {
    operationId: id,
    summary,
    description,
    security: scope === null ? [] : [{ client: [scope] }],
    parameters: operation.parameters.map(describeParameter),
    responses: {
      '200': {
        description: answer.description,
        content: { 'application/json': { schema: component(answer.name, answer.schema, schemas) } },
      },
      ...problemsOf(operation),
    },
  };
}

function describeParameter({ schema, ...parameter }: ApiParameter): object {
  return { ...parameter, schema: jsonSchema(schema) };
}

/** Several codes may share a status: they are told apart by `type`. */
function problemsOf({ errors }: ApiOperation): object {
  const codes = new Map<number, string[]>();
  for (const { code, status } of errors) codes.set(status, [...(codes.get(status) ?? []), code]);
  return Object.fromEntries(
    [...codes].map(([status, known]) => [
      String(status),
      {
        description: known.map((code) => `\`urn:ronron:error:${code}\``).join(', '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function describeWebhook({ id, summary, description, message }: ApiWebhook, schemas: Schemas): object {
  const header = (name: string, text: string): object => ({
    name,
    in: 'header',
    required: true,
    description: text,
    schema: { type: 'string' },
  });
  return {
    operationId: id,
    summary,
    description,
    parameters: [
      header('webhook-id', 'The same at each attempt: a message that came before can be dropped.'),
      header('webhook-timestamp', 'Seconds since 1970 of this attempt; refuse what is older than five minutes.'),
      header('webhook-signature', 'One or two signatures `v1,…`, separated by a space: one that fits is enough.'),
    ],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: component(message.name, message.schema, schemas) } },
    },
    responses: {
      '2XX': { description: 'The message arrived. Anything else is tried again for about a day.' },
      '410': { description: 'Nobody is there any more: no further message is sent.' },
    },
  };
}

function component(name: string, schema: z.ZodType, schemas: Schemas): object {
  schemas[name] = jsonSchema(schema);
  return { $ref: `#/components/schemas/${name}` };
}

function jsonSchema(schema: z.ZodType): object {
  // The dialect stands once, in the version of OpenAPI.
  return { ...z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' }), $schema: undefined };
}

function scopesOf(operations: readonly ApiOperation[]): Record<string, string> {
  return Object.fromEntries(
    operations.flatMap(({ scope, summary }) => (scope === null ? [] : [[scope, summary] as const])),
  );
}
