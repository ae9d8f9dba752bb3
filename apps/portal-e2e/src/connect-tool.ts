import { runSql, startFaultyProxy, startWebhookTool, type FaultyProxy, type WebhookTool } from '@ronron/testing';
import type { Page } from 'playwright-core';
import { setStage, type Stage } from './stage.js';

export const TOOL = 'L’atelier de Linux Quimper';

export interface ConnectedTool {
  /** The operator, signed in. */
  readonly operator: Page;
  /** The operator's pages of the service. */
  readonly base: string;
  /** Ids of the granted subscriptions, in the order of their holders: "Personne 1" and so on. */
  readonly subscriptions: readonly string[];
}

/** A portal, and a tool that it calls through a proxy. */
export interface ToolStage {
  readonly stage: Stage;
  readonly tool: WebhookTool;
  readonly proxy: FaultyProxy;
  readonly connected: ConnectedTool;
  strike(): Promise<void>;
}

/** `connectTool` on a stage of its own, with a proxy before the tool. */
export async function setToolStage(name: string, people: number): Promise<ToolStage> {
  const tool = await startWebhookTool();
  const proxy = await startFaultyProxy(tool.url);
  const stage = await setStage(name);
  const connected = await connectTool(stage, tool, proxy.url, people);
  const strike = async (): Promise<void> => {
    await stage.strike();
    await proxy.stop();
    await tool.stop();
  };
  return { stage, tool, proxy, connected, strike };
}

/**
 * A service behind the webhook connector that so many people hold already, from before the portal. The operator connects the tool and
 * has everything applied, so that the tool holds all that is granted.
 * @param url where the tool is called: its own address, or a proxy's before it.
 */
async function connectTool(
  stage: Stage,
  { secret, kept }: WebhookTool,
  url: string,
  people: number,
): Promise<ConnectedTool> {
  const { id, subscriptions } = await plant(stage.databaseUrl, people);
  const operator = await stage.signedIn('operateur@demo.example');
  const base = `/operateur/services/${id}`;
  await operator.goto(`${base}/connecteur`);
  await operator.fill('[name=url]', url);
  await operator.fill('[name=callUrl]', `${url}/hooks/ronron`);
  await operator.fill('[name=signingSecret]', secret);
  await operator.locator('form[action$="/connecteur"] .actions button').click();
  await operator.locator('.notice--success').first().waitFor();
  await orderForAll(operator, base, 'reapply');
  await until('the tool holds everything', () => kept.size === people);
  return { operator, base, subscriptions };
}

/** Starts a bulk operation for all live subscriptions of the service; leaves the page of the operation open. */
export async function orderForAll(operator: Page, base: string, kind: string, who = 'all'): Promise<void> {
  await operator.goto(`${base}/operations`);
  await operator.check(`[name=kind][value=${kind}]`);
  await operator.check(`[name=who][value=${who}]`);
  await operator.getByRole('button', { name: 'Commencer' }).click();
  await operator.waitForURL(/\/operations\/[0-9a-f-]+$/);
}

/** Loads the page again until its text holds something. */
export async function reloadUntil(page: Page, holds: RegExp): Promise<void> {
  let text = '';
  const says = async (): Promise<boolean> => {
    await page.reload();
    text = await page.locator('main').innerText();
    return holds.test(text);
  };
  await until(`the page says ${holds}`, says).catch((error: Error) => {
    throw new Error(`${error.message} It says:\n${text}`);
  });
}

export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 40_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`In vain it was waited until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Copies of the demonstration's pads and of a neighbour stand for a service and its people. */
async function plant(databaseUrl: string, people: number): Promise<{ id: string; subscriptions: string[] }> {
  const [service] = await runSql(
    databaseUrl,
    `INSERT INTO service
     SELECT (jsonb_populate_record(service, jsonb_build_object('id', gen_random_uuid(), 'slug', 'atelier', 'name', '${TOOL}',
       'connector_id', 'webhook', 'connector_settings', '{}'::jsonb, 'approved_hosts', ARRAY['127.0.0.1'],
       'allow_private_hosts', true))).*
     FROM service WHERE slug = 'pads' RETURNING id`,
  );
  const id = service!['id'] as string;
  const rows = await runSql(
    databaseUrl,
    `WITH person AS (
       INSERT INTO account
       SELECT (jsonb_populate_record(account, jsonb_build_object('id', gen_random_uuid(),
         'email', 'personne' || number || '@atelier.example', 'display_name', 'Personne ' || number))).*
       FROM account, generate_series(1, ${people}) AS number WHERE email = 'voisin1@demo.example'
       RETURNING id, display_name)
     INSERT INTO subscription (id, service_id, account_id, status, started_at, updated_at)
     SELECT gen_random_uuid(), '${id}', id, 'active', now() - interval '1 year', now() FROM person
     RETURNING id, (SELECT split_part(display_name, ' ', 2)::int FROM person WHERE person.id = account_id) AS number`,
  );
  const inOrder = rows.sort((a, b) => Number(a['number']) - Number(b['number']));
  return { id, subscriptions: inOrder.map((row) => row['id'] as string) };
}
