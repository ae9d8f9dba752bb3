import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** Chromium as it runs as root in a box without a network of its own. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @throws Error naming what to install when the machine has no Chromium. */
export async function openBrowser(): Promise<Browser> {
  // Here, since nearly all tests come by this package, few open a browser, and it takes half a second to load.
  const { chromium } = await import('playwright-core');
  const executablePath = process.env['RONRON_CHROMIUM'] ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: ARGS });
}

/** A page of a person of their own (no shared cookies), 1280 pixels wide unless `options` say otherwise. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'fr-FR', ...options });
  context.setDefaultTimeout(15_000);
  return context.newPage();
}

/**
 * What axe finds serious or critical on the page, in words, one line each.
 * https://github.com/dequelabs/axe-core/blob/develop/doc/API.md
 */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const { default: axe } = await import('axe-core');
  // Evaluated by the browser's driver, which the page's own policy does not bind.
  await page.evaluate(`${axe.source}; undefined`);
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => {
      const targets = nodes.slice(0, 3).map((node) => node.target.join(' '));
      return `${new URL(page.url()).pathname} ${id}: ${help} (${targets.join(', ')})`;
    });
}

/** Pixels by which the page is wider than its window: 0 unless something must be scrolled sideways. */
export async function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  ) as Promise<number>;
}
