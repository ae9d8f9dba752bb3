import { COLUMNS } from './commitments-columns.js';

/** Where the schema is published; the number goes up when files of before would not be valid any more. */
export const TABLE_SCHEMA_PATH = '/schemas/engagements-1.json';

/** The schema of `/engagements.csv`: Table Schema, with what schema.data.gouv.fr asks for (https://guides.data.gouv.fr/schemas). */
export function commitmentsTableSchema(publicUrl: string): object {
  return {
    $schema: 'https://specs.frictionlessdata.io/schemas/table-schema.json',
    name: 'engagements-logiciel-libre',
    title: 'Engagements des communes sur le logiciel libre',
    description:
      'Ce que des communes ont promis sur le logiciel libre, où elles en sont, pourquoi, et ce que cela coûte. Une ligne par engagement.',
    countryCode: 'FR',
    homepage: `${publicUrl}/engagements`,
    path: publicUrl + TABLE_SCHEMA_PATH,
    licenses: [
      {
        name: 'etalab-2.0',
        title: 'Licence Ouverte 2.0',
        path: 'https://www.etalab.gouv.fr/licence-ouverte-open-licence/',
      },
    ],
    resources: [{ title: 'Tous les engagements du portail', path: `${publicUrl}/engagements.csv` }],
    version: '1.0.0',
    created: '2026-11-26',
    lastModified: '2026-11-26',
    missingValues: [''],
    primaryKey: 'id',
    // JSON has no word for a function: the cell goes.
    fields: COLUMNS.map((column) => ({ ...column, cell: undefined })),
  };
}
