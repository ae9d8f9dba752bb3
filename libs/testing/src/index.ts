export { createTestDatabase, type TestDatabase } from './database/test-database.js';
export { PageClient, type FieldValues, type Page } from './page-client.js';
