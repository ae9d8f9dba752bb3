import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { ApiOperations, type ApiOperation, type ApiParameter } from '../../../../platform/api/api-operations.js';
import { NOT_FOUND } from '../../../../platform/security/security.errors.js';
import { API_BAD_QUERY } from '../../../api/api.errors.js';
import {
  listQuery,
  openCommitment,
  openCommitmentWithParts,
  openFramework,
  openIndicatorWithValues,
  openMove,
  openUpdate,
  pageOf,
} from './open-schemas.js';

const LICENCE = 'Licence Ouverte 2.0; any page of the web may read it (CORS), with an ETag for asking again.';

/** Tells `/api/v1/openapi.json` what of the commitments everybody can read. */
@Injectable()
export class ApiDescriptions implements OnModuleInit {
  constructor(private readonly operations: ApiOperations) {}

  onModuleInit(): void {
    const communes = z.object({
      communes: z.array(z.looseObject({ name: z.string(), slug: z.string(), commitments: z.int(), url: z.url() })),
    });
    this.add('communes', 'listCommunes', 'Communes that published commitments', ['Communes', communes]);
    this.list(
      'engagements',
      'listCommitments',
      'Published commitments',
      ['Commitments', pageOf(openCommitment)],
      ['commune', 'statut'],
    );
    this.one('engagements', 'readCommitment', 'A commitment with all that belongs to it', [
      'Commitment',
      openCommitmentWithParts,
    ]);
    this.list(
      'nouvelles',
      'listUpdates',
      'Published updates with their evidence, in the order in which they became public here',
      ['Updates', pageOf(openUpdate)],
      ['commune', 'engagement'],
    );
    this.one('nouvelles', 'readUpdate', 'An update with its evidence', ['Update', openUpdate]);
    this.list(
      'mouvements',
      'listMoves',
      'All that moved in public, from the first on',
      ['Moves', pageOf(openMove)],
      ['commune', 'engagement'],
    );
    this.one('indicateurs', 'readIndicator', 'An indicator with all its values', [
      'Indicator',
      openIndicatorWithValues,
    ]);
    this.add('referentiels', 'listFrameworks', 'Programmes and the measures that they ask for', [
      'Frameworks',
      pageOf(openFramework),
    ]);
  }

  private list(
    path: string,
    id: string,
    summary: string,
    answer: [string, z.ZodType],
    filters: readonly (keyof typeof listQuery)[],
  ): void {
    const names = [...filters, 'apres', 'limite'] as const;
    const parameters = names.map((name) => parameter('query', name, listQuery[name].description!, listQuery[name]));
    this.add(path, id, summary, answer, parameters, [API_BAD_QUERY]);
  }

  private one(path: string, id: string, summary: string, answer: [string, z.ZodType]): void {
    const parameters = [parameter('path', 'id', 'Its identifier, which never changes.', z.uuid())];
    this.add(`${path}/{id}`, id, summary, answer, parameters, [NOT_FOUND]);
  }

  private add(
    path: string,
    id: string,
    summary: string,
    [name, schema]: [string, z.ZodType],
    parameters: readonly ApiParameter[] = [],
    errors: ApiOperation['errors'] = [],
  ): void {
    const answer = { name, description: LICENCE, schema };
    const [method, description, scope] = ['get', LICENCE, null] as const;
    this.operations.add({
      method,
      path: `/api/v1/${path}`,
      id,
      summary,
      description,
      scope,
      parameters,
      answer,
      errors,
    });
  }
}

function parameter(place: ApiParameter['in'], name: string, description: string, schema: z.ZodType): ApiParameter {
  return { name, in: place, required: place === 'path', description, schema };
}
