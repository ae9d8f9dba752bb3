import { SecretsRotation } from '../platform/security/secrets-rotation.js';
import type { Command } from './command.js';
import { withPortal } from './with-portal.js';

export const rotateSecrets: Command = {
  name: 'secrets:rotate',
  about: 'seal every stored secret with SECRET_KEY anew; afterwards SECRET_KEYS_OLD can go',
  run: ({ settings, print }) =>
    withPortal(settings(), async (app) => {
      const { sealedAnew, alreadyCurrent } = await app.get(SecretsRotation, { strict: false }).rotate();
      print(`Sealed anew: ${sealedAnew}. Current already: ${alreadyCurrent}.`);
    }),
};
