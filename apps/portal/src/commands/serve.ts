import { parseArgs } from 'node:util';
import { DEMO_EMAILS, DEMO_PASSWORD } from '../features/setup/demo/demo-accounts.js';
import type { PortalSettings } from '../platform/config/portal-settings.js';
import { startPortal, type Role, type StartOptions } from '../start.js';
import type { Command, CommandContext } from './command.js';

export const start: Command = {
  name: 'start',
  usage: '[--only web|worker]',
  about: 'serve the portal, run its jobs, or both',
  run: (context) => {
    const { values } = parseArgs({ args: [...context.args], options: { only: { type: 'string' } } });
    const only = values.only;
    if (only !== undefined && only !== 'web' && only !== 'worker') throw new Error('--only takes web or worker.');
    const roles: Role[] = only === undefined ? ['web', 'worker'] : [only];
    return serve(context, { roles });
  },
};

export const demoEtherpad: Command = {
  name: 'demo:etherpad',
  about: 'the same, with a real Etherpad behind the demonstration’s pads',
  run: (context) => serve(context, { roles: ['web', 'worker'], installEtherpad: context.print }),
};

async function serve({ settings: read, print }: CommandContext, options: StartOptions): Promise<void> {
  const settings = read();
  const portal = await startPortal(settings, options);
  if (portal.port !== null) print(greeting(settings, portal.port));
  if (portal.setupUrl !== null) print(`Set the portal up (this link works once, for a day): ${portal.setupUrl}`);
  await untilInterrupted();
  await portal.stop();
}

function greeting(settings: PortalSettings, port: number): string {
  const address = settings.port === 0 ? `http://localhost:${port}` : settings.publicUrl;
  if (!settings.demonstration) return `Ronron: ${address}`;
  return `Ronron: ${address} (demonstration; accounts ${DEMO_EMAILS.join(', ')}; password ${DEMO_PASSWORD})`;
}

/** A second Ctrl-C while stopping changes nothing: what is being written is written. */
function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
}
