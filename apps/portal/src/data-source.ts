import { DataSource } from 'typeorm';
import { entities } from './entities.js';
import { dataSourceOptions } from './platform/database/data-source-options.js';

/** For TypeORM's own command line, e.g. `npx typeorm migration:generate -d apps/portal/dist/data-source.js`. */
export default new DataSource(dataSourceOptions(process.env['DATABASE_URL'] ?? '', entities));
