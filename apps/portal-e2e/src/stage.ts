import {
  accessibilityProblems,
  createTestDatabase,
  openBrowser,
  openPage,
  sidewaysScroll,
  startPortalProcess,
  type PortalProcess,
  type TestDatabase,
} from '@ronron/testing';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export const DEMO_PASSWORD = 'ronron-ronron-ronron';

/** What a story plays on: a portal of its own with the demonstration's people, a browser, and a look at every page passed. */
export interface Stage {
  readonly portal: PortalProcess;
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** A browser window of somebody new. */
  visitor(options?: BrowserContextOptions): Promise<Page>;
  /** A browser window of one of the demonstration's people, signed in by the page. */
  signedIn(email: string, options?: BrowserContextOptions): Promise<Page>;
  /** The text of the newest mail to an address, read where a newcomer reads it. Waits for it. */
  mailTo(email: string, subject: RegExp): Promise<string>;
  /** Fails with what axe finds serious on the page, or when it scrolls sideways. */
  look(page: Page): Promise<void>;
  strike(): Promise<void>;
}

export interface StageOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Done in the data folder before the portal starts. */
  readonly prepare?: (dataDir: string) => Promise<void>;
}

export async function setStage(name: string, options: StageOptions = {}): Promise<Stage> {
  const adminUrl = process.env['RONRON_TEST_DATABASE_URL'];
  if (adminUrl === undefined) throw new Error('RONRON_TEST_DATABASE_URL is not set: run the stories with "npm test".');
  const folder = await mkdtemp(join(tmpdir(), 'ronron-story-'));
  const dataDir = join(folder, 'data');
  await mkdir(dataDir);
  await options.prepare?.(dataDir);
  const database: TestDatabase = await createTestDatabase({
    adminUrl,
    template: process.env['RONRON_TEST_TEMPLATE'] ?? 'ronron_template',
    name: `story_${name}_${process.pid}`,
  });
  const environment = { DATABASE_URL: database.url, DATA_DIR: dataDir, DEMO: '1', ...options.environment };
  const portal = await startPortalProcess(environment, options.args);
  const browser = await openBrowser();
  return {
    portal,
    dataDir,
    databaseUrl: database.url,
    visitor: (context) => openPage(browser, { baseURL: portal.url, ...context }),
    signedIn: (email, context) => signedIn(browser, portal, email, context),
    mailTo: (email, subject) => mailTo(browser, portal, email, subject),
    look: async (page) => {
      const problems = await accessibilityProblems(page);
      const sideways = await sidewaysScroll(page);
      if (sideways > 0) problems.push(`${page.url()} scrolls sideways by ${sideways} px`);
      if (problems.length > 0) throw new Error(problems.join('\n'));
    },
    strike: async () => {
      await browser.close();
      await portal.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function signedIn(
  browser: Browser,
  portal: PortalProcess,
  email: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const page = await openPage(browser, { baseURL: portal.url, ...options });
  await page.goto('/connexion');
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', DEMO_PASSWORD);
  await page.press('[name=password]', 'Enter');
  await page.waitForURL((url) => url.pathname !== '/connexion');
  return page;
}

async function mailTo(browser: Browser, portal: PortalProcess, email: string, subject: RegExp): Promise<string> {
  const page = await openPage(browser, { baseURL: portal.url });
  const deadline = Date.now() + 20_000;
  try {
    while (Date.now() < deadline) {
      await page.goto('/outbox');
      const entry = page.locator('main li', { hasText: email }).filter({ hasText: subject }).first();
      if ((await entry.count()) > 0) {
        await entry.getByRole('link').click();
        return await page.locator('main').innerText();
      }
      await page.waitForTimeout(200);
    }
    throw new Error(`No mail to ${email} with a subject like ${subject}`);
  } finally {
    await page.context().close();
  }
}

/** The first link of a mail to a path of the portal. */
export function linkIn(mail: string, path: RegExp): string {
  const link = (mail.match(/https?:\/\/\S+/g) ?? []).map((url) => new URL(url)).find((url) => path.test(url.pathname));
  if (link === undefined) throw new Error(`No link like ${path} in:\n${mail}`);
  return link.pathname + link.search;
}
