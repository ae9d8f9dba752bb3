import { runSql } from '@ronron/testing';
import type { Page } from 'playwright-core';
import { orderForAll, reloadUntil, setToolStage, until, type ToolStage } from '../connect-tool.js';

const PEOPLE = 6;
const NOTHING_LEFT = 'Rien à régler';

describe('a tool that somebody changed by hand, and that falls silent', () => {
  let set: ToolStage;

  beforeAll(async () => {
    set = await setToolStage('drift', PEOPLE);
  }, 180_000);
  afterAll(() => set.strike(), 60_000);

  it('the operator sees what differs and puts it back, one and then all; what is extra stays until somebody decides', async () => {
    const { stage, tool, connected } = set;
    const { operator, base, subscriptions } = connected;
    const [missing, closed, renamed, sized, extra] = subscriptions as [string, string, string, string, string];
    await operator.goto(`${base}/ecarts`);
    await stage.look(operator);
    await compare(operator);
    expect(await operator.locator('main').innerText()).toContain(NOTHING_LEFT);

    tool.kept.delete(missing);
    tool.kept.get(closed)!.state = 'suspended';
    tool.kept.get(renamed)!.name = 'Atelier de quelqu’un d’autre';
    tool.kept.get(sized)!.quotaBytes = 1;
    await runSql(
      stage.databaseUrl,
      `UPDATE subscription SET quota = 5000000000 WHERE id = '${sized}';
       UPDATE subscription SET status = 'ended', ended_at = now() WHERE id = '${extra}'`,
    );
    await compare(operator);
    await stage.look(operator);
    const shown = await operator.locator('main table').innerText();
    for (const kind of ['absent de l’outil', 'fermé à la main', 'autre nom', 'autre quota', 'en trop'])
      expect(shown).toContain(kind);

    await openDrift(operator, 'absent de l’outil');
    await stage.look(operator);
    expect(await operator.locator('main').innerText()).toContain('qui a pourtant été accordé');
    await operator.getByRole('button', { name: 'Réparer' }).click();
    await operator.locator('.notice--success').first().waitFor();
    await until('what was missing is back', () => tool.kept.has(missing));
    expect(tool.kept.get(closed)!.state).toBe('suspended');

    await operator.goto(`${base}/ecarts`);
    await operator.getByRole('button', { name: 'Tout réparer' }).click();
    await operator.locator('.notice--success').first().waitFor();
    await until('what was closed, renamed and of another size is right', () => {
      const { name } = tool.kept.get(renamed)!;
      return tool.kept.get(closed)!.state === 'active' && name === 'Personne 3' && sizeOf(sized) === 5_000_000_000;
    });
    await compare(operator);
    expect(await operator.locator('main tbody tr').count()).toBe(1);
    expect(tool.kept.has(extra)).toBe(true);

    await openDrift(operator, 'en trop');
    await stage.look(operator);
    await operator.getByRole('link', { name: 'Supprimer de l’outil' }).click();
    await stage.look(operator);
    await operator.getByRole('button', { name: 'Supprimer de l’outil' }).click();
    // Nothing is removed by one click too many.
    expect(await operator.locator('[name=sure]').getAttribute('aria-invalid')).toBe('true');
    await operator.check('[name=sure]');
    await operator.getByRole('button', { name: 'Supprimer de l’outil' }).click();
    await until('the extra is gone', () => !tool.kept.has(extra));
  }, 120_000);

  it('on a phone without JavaScript, too', async () => {
    const { stage, tool, connected } = set;
    const phone = await stage.signedIn('operateur@demo.example', {
      javaScriptEnabled: false,
      viewport: { width: 320, height: 640 },
    });
    const missing = connected.subscriptions[0]!;
    tool.kept.delete(missing);
    await phone.goto(`${connected.base}/ecarts`);
    await compare(phone);
    await openDrift(phone, 'absent de l’outil');
    await phone.getByRole('button', { name: 'Réparer' }).click();
    await until('what was missing is back', () => tool.kept.has(missing));
  }, 60_000);

  it('the page says that the tool is left in peace while it fails, and forgets it once it is well again', async () => {
    const { stage, tool, proxy, connected } = set;
    const { operator, base, subscriptions } = connected;
    proxy.fail('http-500');
    tool.kept.clear();
    await orderForAll(operator, base, 'reapply');
    await operator.goto(`${base}/ecarts`);
    await reloadUntil(operator, /n’est pas appelé pour l’instant/);
    await stage.look(operator);
    expect(tool.kept.size).toBe(0);
    proxy.fail(null);
    await operator.getByRole('button', { name: 'Essayer maintenant' }).click();
    await operator.locator('.notice--success').first().waitFor();
    await until('the page says no more that the tool fails', async () => {
      await operator.reload();
      return !(await operator.locator('main').innerText()).includes('n’est pas appelé pour l’instant');
    });
    // What failed is tried again within half a minute; the operator need not wait for that.
    await orderForAll(operator, base, 'reapply');
    await until('the tool holds everything', () => tool.kept.size === subscriptions.length - 1);
    await operator.goto(`${base}/ecarts`);
    await compare(operator);
    expect(await operator.locator('main').innerText()).toContain(NOTHING_LEFT);
  }, 120_000);

  const sizeOf = (id: string): number | null => set.tool.kept.get(id)!.quotaBytes;

  /** What goes on is waited for: there is one comparison, or repair, at a time. */
  async function compare(page: Page): Promise<void> {
    await reloadUntil(page, /Comparer maintenant/);
    await page.getByRole('button', { name: 'Comparer maintenant' }).click();
    await page.locator('.notice--success').first().waitFor();
    await reloadUntil(page, /Terminée/);
  }

  async function openDrift(page: Page, kind: string): Promise<void> {
    await page.locator('main tbody tr', { hasText: kind }).getByRole('link').click();
    await page.waitForURL(/\/ecarts\/[0-9a-f-]+$/);
  }
});
