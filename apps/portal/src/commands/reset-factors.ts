import { FactorResets } from '../features/factors/resets/factor-resets.service.js';
import type { Command } from './command.js';
import { withPortal } from './with-portal.js';

/** The way back for the last administrator, who has nobody left to ask. */
export const resetFactors: Command = {
  name: 'second-factor:reset',
  usage: 'EMAIL',
  about: 'take the passkeys, codes and recovery codes of an account away; it is signed out and told by mail',
  run: ({ settings, args: [email], print }) => {
    if (email === undefined) throw new Error('Name the account: ronron second-factor:reset EMAIL');
    return withPortal(settings(), async (app) => {
      const resets = app.get(FactorResets, { strict: false });
      const done = await resets.reset(null, email.toLowerCase(), 'ronron second-factor:reset');
      if (!done.ok) throw new Error(done.error === 'unknown' ? 'No account has this address.' : 'It has no factor.');
      print('Taken away. They sign in with the password now.');
    });
  },
};
