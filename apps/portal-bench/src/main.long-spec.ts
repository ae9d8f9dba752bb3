import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

describe('the bench', () => {
  it('measures every page from start to end, and leaves by itself', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, '--quick'], { timeout: 170_000 });
    for (const row of [
      '/services/pads br',
      '/engagements gzip',
      '/mes-services resident',
      'POST /connexion',
      '200 subscriptions:',
    ]) {
      expect(stdout).toMatch(new RegExp(`^${row} +\\d`, 'm'));
    }
  }, 180_000);
});
