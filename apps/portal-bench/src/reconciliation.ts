import { runPortalProgram, runSql } from '@ronron/testing';
import { Agent, request as httpRequest } from 'node:http';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { startInstantTool } from './bare-process.js';
import type { Stage } from './stage.js';

/** About as long as the portal's question. */
const QUESTION = JSON.stringify({ type: 'inspect', version: 1, subscriptionId: 'x'.repeat(36), remoteId: null });
/** As many questions at a time as the portal asks a quick service. */
const WIDTH = 8;

export interface ReconciliationFigures {
  readonly subscriptions: number;
  readonly perSecond: number;
  /** A bare client of `node:http` that asks the same server as often: with a connection for each question, and with kept ones. */
  readonly bareFresh: number;
  readonly bareKept: number;
  /** Resident memory of the worker in bytes: before, and the most in the first and in the last quarter of the run. */
  readonly memory: { readonly before: number; readonly first: number; readonly last: number };
}

/** Compares so many subscriptions of one service in one run, by a worker process, with a local server that answers at once. */
export async function reconciliation(
  { databaseUrl, environment }: Stage,
  subscriptions: number,
): Promise<ReconciliationFigures> {
  const tool = await startInstantTool();
  await plant(databaseUrl, tool.origin, subscriptions);
  // A roomy heap grows for want of a reason not to: what is really held shows in a small one.
  const small = { NODE_OPTIONS: '--max-old-space-size=160' };
  const worker = runPortalProgram({ ...environment, ...small, PORT: '0' }, ['start', '--only', 'worker']);
  try {
    while (Number((await ask(databaseUrl, 'SELECT count(*) AS count FROM worker_beat'))['count']) === 0)
      await delay(50);
    const before = await residentBytes(worker.pid);
    const samples: number[] = [];
    await runSql(databaseUrl, BEGIN);
    let run = await ask(databaseUrl, RUN);
    while (run['status'] !== 'done') {
      if (run['status'] === 'failed') throw new Error(`The comparison failed: ${JSON.stringify(run)}`);
      await delay(250);
      samples.push(await residentBytes(worker.pid));
      run = await ask(databaseUrl, RUN);
    }
    if (Number(run['looked']) !== subscriptions) throw new Error(`${JSON.stringify(run)} of ${subscriptions}`);
    const quarter = Math.ceil(samples.length / 4);
    return {
      subscriptions,
      perSecond: subscriptions / Number(run['seconds']),
      bareFresh: await bareRate(tool.origin, subscriptions, null),
      bareKept: await bareRate(tool.origin, subscriptions, new Agent({ keepAlive: true, maxSockets: WIDTH })),
      memory: {
        before,
        first: Math.max(before, ...samples.slice(0, quarter)),
        last: Math.max(before, ...samples.slice(-quarter)),
      },
    };
  } finally {
    await worker.kill();
    await tool.stop();
  }
}

export function reconciliationReport(figures: ReconciliationFigures): string {
  const { subscriptions, perSecond, bareFresh, bareKept, memory } = figures;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  return [
    `${subscriptions} subscriptions: ${perSecond.toFixed(0)} a second`,
    `bare client, a connection each: ${bareFresh.toFixed(0)} a second; ratio ${(perSecond / bareFresh).toFixed(2)}`,
    `bare client, kept connections: ${bareKept.toFixed(0)} a second; ratio ${(perSecond / bareKept).toFixed(2)}`,
    `worker: ${megabytes(memory.before)} before, at most ${megabytes(memory.first)} in the first quarter and ${megabytes(memory.last)} in the last`,
  ].join('\n');
}

/** A service, and people who have it for long; the signing secret guards nothing here, so it stands among the open settings. */
function plant(databaseUrl: string, origin: string, subscriptions: number): Promise<unknown> {
  const secret = `whsec_${Buffer.from('a signing secret of 32 bytes ok.').toString('base64')}`;
  const settings = { url: 'https://tool.example', callUrl: `${origin}/hooks`, signingSecret: secret };
  return runSql(
    databaseUrl,
    `INSERT INTO service SELECT (jsonb_populate_record(service, jsonb_build_object('id', gen_random_uuid(), 'slug', 'bench', 'name', 'Bench',
         'connector_id', 'webhook', 'connector_secrets', NULL, 'approved_hosts', ARRAY['127.0.0.1'], 'allow_private_hosts', true,
         'connector_settings', '${JSON.stringify(settings)}'::jsonb))).* FROM service LIMIT 1;
     INSERT INTO account SELECT (jsonb_populate_record(account, jsonb_build_object('id', gen_random_uuid(), 'email', 'bench' || n || '@bench.example',
         'display_name', 'Personne ' || n))).* FROM account, generate_series(1, ${subscriptions}) AS n
         WHERE email = 'resident@demo.example';
     INSERT INTO subscription (id, service_id, account_id, status, handle, wanted_revision, applied_revision, provisioned_at, started_at, updated_at)
       SELECT made.id, service.id, made.account_id, 'active',
         jsonb_build_object('version', 1, 'subscriptionId', made.id, 'state', 'active', 'remoteId', NULL), 1, 1, now(), now(), now()
       FROM service, (SELECT gen_random_uuid() AS id, id AS account_id FROM account WHERE email LIKE 'bench%') AS made
       WHERE slug = 'bench';
     ANALYZE`,
  );
}

const BEGIN = `
  INSERT INTO reconciliation_run (id, service_id, status, phase, repairs, created_at)
    SELECT gen_random_uuid(), id, 'queued', 'listing', false, clock_timestamp() FROM service WHERE slug = 'bench';
  SELECT graphile_worker.add_job('reconcile', payload := json_build_object('id', id), queue_name := 'reconcile:' || service_id,
    job_key := 'reconcile:' || id) FROM reconciliation_run ORDER BY created_at DESC LIMIT 1`;

const RUN = `SELECT run.status, looked, in_motion, unreadable, failure_reason, extract(epoch FROM finished_at - run.created_at) AS seconds
  FROM reconciliation_run AS run JOIN service ON service.id = service_id WHERE slug = 'bench' ORDER BY run.created_at DESC LIMIT 1`;

async function ask(databaseUrl: string, sql: string): Promise<Record<string, unknown>> {
  return (await runSql(databaseUrl, sql))[0]!;
}

/** Questions a second. */
async function bareRate(origin: string, questions: number, agent: Agent | null): Promise<number> {
  let left = questions;
  const startedAt = performance.now();
  const askOn = async (): Promise<void> => {
    while (left-- > 0) await post(origin, agent);
  };
  await Promise.all(Array.from({ length: WIDTH }, askOn));
  agent?.destroy();
  return questions / ((performance.now() - startedAt) / 1000);
}

function post(origin: string, agent: Agent | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(QUESTION) };
    const request = httpRequest(`${origin}/hooks`, { method: 'POST', agent: agent ?? false, headers }, (answer) => {
      answer.resume().once('end', resolve).once('error', reject);
    });
    request.once('error', reject).end(QUESTION);
  });
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
}
