import { SetupLinks } from '../features/setup/first-run/setup-links.service.js';
import type { Command } from './command.js';
import { withPortal } from './with-portal.js';

export const setup: Command = {
  name: 'setup',
  about: 'a one-time link by which a new portal is set up',
  run: ({ settings, print }) =>
    withPortal(settings(), async (app) => {
      const links = app.get(SetupLinks, { strict: false });
      if (await links.isNeeded()) print(`Open this link (it works once, for a day): ${await links.create()}`);
      else print('This portal is set up: it has an administrator, who can name others.');
    }),
};
