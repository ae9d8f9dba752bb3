export { accessibilityProblems, openBrowser, openPage, sidewaysScroll } from './browser/browser.js';
export { createTestDatabase, type TestDatabase } from './database/test-database.js';
export { PageClient, type FieldValues, type Page } from './page-client.js';
export { freePort } from './process/free-port.js';
export { startPortalProcess, type PortalProcess } from './process/portal-process.js';
