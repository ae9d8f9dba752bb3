import { Injectable } from '@nestjs/common';
import type { z } from 'zod';

/** One operation of the programming interface, described by the schemas with which the code validates. */
export interface ApiOperation {
  readonly method: 'get';
  /** As OpenAPI writes it: `/api/v1/things/{id}`. */
  readonly path: string;
  /** Unique; part of the names of generated clients. */
  readonly id: string;
  /** In English, as the whole description. */
  readonly summary: string;
  readonly description: string;
  /** The scope that a client needs; null for what everybody may read. */
  readonly scope: string | null;
  readonly parameters: readonly ApiParameter[];
  readonly answer: { readonly name: string; readonly description: string; readonly schema: z.ZodType };
  /** Codes of `docs/errors.md` that a client may meet, with their status. */
  readonly errors: readonly { readonly code: string; readonly status: number }[];
}

export interface ApiParameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly required: boolean;
  readonly description: string;
  readonly schema: z.ZodType;
}

/** A message that the portal sends, described as an OpenAPI 3.1 webhook. */
export interface ApiWebhook {
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  readonly message: { readonly name: string; readonly schema: z.ZodType };
}

/** What programs can ask and are told: `/api/v1/openapi.json` and `/api` come from here. Features add theirs in `onModuleInit`. */
@Injectable()
export class ApiOperations {
  readonly operations: ApiOperation[] = [];
  readonly webhooks: ApiWebhook[] = [];

  add(operation: ApiOperation): void {
    this.operations.push(operation);
  }

  addWebhook(webhook: ApiWebhook): void {
    this.webhooks.push(webhook);
  }
}
