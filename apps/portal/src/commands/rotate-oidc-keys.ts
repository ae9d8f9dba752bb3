import { PUBLISHED_AHEAD } from '../features/sso/keys/key-timeline.js';
import { SigningKeysService } from '../features/sso/keys/signing-keys.service.js';
import type { Command } from './command.js';
import { withPortal } from './with-portal.js';

export const rotateOidcKeys: Command = {
  name: 'oidc:rotate-keys',
  usage: '[--now]',
  about: 'make new signing keys for sign-in to tools; --now: they sign at once, for a key that was stolen',
  run: ({ settings, args, print }) =>
    withPortal(settings(), async (app) => {
      const now = args.includes('--now');
      const made = await app.get(SigningKeysService, { strict: false }).rotate(now);
      const from = now ? 'They sign from now on' : `They sign in ${PUBLISHED_AHEAD / 60_000} minutes`;
      print(`New keys: ${made.join(', ')}. ${from}; every process takes them up by itself.`);
    }),
};
