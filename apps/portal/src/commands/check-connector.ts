import { runConnectorCheck } from '@ronron/connectors';
import { systemClock, systemRandomness } from '@ronron/kernel';
import { readFile } from 'node:fs/promises';
import type { Command } from './command.js';

/** Needs no portal: an operator tries a server before offering it. */
export const checkConnector: Command = {
  name: 'connector:check',
  usage: 'ID SETTINGS.json',
  about: 'try a connector on a real server: makes, suspends and removes one subscription of its own',
  run: async ({ args, print }) => {
    const [id, file] = args;
    if (id === undefined || file === undefined) throw new Error('Usage: ronron connector:check ID SETTINGS.json');
    const values = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    const steps = await runConnectorCheck(id, values, {
      clock: systemClock,
      randomness: systemRandomness,
      onStep: ({ name, ok, detail }) => print(`${ok ? 'ok  ' : 'FAIL'} ${name}${detail === '' ? '' : `: ${detail}`}`),
    });
    if (steps.some((step) => !step.ok)) throw new Error('The server does not do all that the connector needs.');
  },
};
