import { SettingsError } from '@ronron/kernel';
import { readPortalSettings } from './portal-settings.js';

const PRODUCTION = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://services.quimper.example',
  DATABASE_URL: 'postgres://ronron:pass@127.0.0.1/ronron',
  SMTP_URL: 'smtp://127.0.0.1',
  MAIL_FROM: 'Ronron <ronron@quimper.example>',
  SECRET_KEY: 'q7Vw3mZ0xK9tYb2LcR5nHs8JdF1gPaUe6TiOoXkM',
};

function problemsOf(environment: Record<string, string | undefined>): string[] {
  try {
    readPortalSettings(environment);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map((problem) => problem.name);
  }
}

describe('the settings', () => {
  it('make a demonstration on this machine alone when nothing is set', () => {
    expect(readPortalSettings({})).toMatchObject({
      demonstration: true,
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'http://localhost:8080',
      databaseUrl: null,
      smtpUrl: null,
      trustedProxies: [],
      production: false,
    });
  });

  it('never let a demonstration listen elsewhere, whatever HOST says', () => {
    expect(readPortalSettings({ DEMO: '1', HOST: '0.0.0.0', DATABASE_URL: PRODUCTION.DATABASE_URL }).host).toBe(
      '127.0.0.1',
    );
  });

  it('make no demonstration of a real database unless asked to', () => {
    expect(readPortalSettings({ DATABASE_URL: PRODUCTION.DATABASE_URL }).demonstration).toBe(false);
    expect(readPortalSettings({ DEMO: '0' }).demonstration).toBe(false);
  });

  it('accept a complete production', () => {
    expect(readPortalSettings(PRODUCTION)).toMatchObject({ production: true, demonstration: false, host: '0.0.0.0' });
  });

  it.each(['PUBLIC_URL', 'SMTP_URL', 'MAIL_FROM', 'SECRET_KEY'])('stop a production without %s', (name) => {
    expect(problemsOf({ ...PRODUCTION, [name]: undefined })).toEqual([name]);
  });

  it.each([
    ['PUBLIC_URL', 'http://services.quimper.example'],
    ['SECRET_KEY', 'too short'],
    ['SECRET_KEY', 'a'.repeat(64)],
    ['DEMO', '1'],
    ['SMTP_URL', 'https://mail.example'],
    ['DATABASE_URL', 'mysql://x'],
    ['PORT', '80a'],
    ['TRUSTED_PROXIES', 'my-proxy'],
    ['MAIL_FROM', 'nobody'],
  ])('stop a production in which %s is %s', (name, value) => {
    expect(problemsOf({ ...PRODUCTION, [name]: value })).toEqual([name]);
  });

  it('name every problem at once, with an example and without the secret', () => {
    const wrong = { ...PRODUCTION, SECRET_KEY: 'hunter2', PORT: 'x' };
    expect(() => readPortalSettings(wrong)).toThrow(/PORT: .*Example: PORT=8080\nSECRET_KEY: .*openssl rand/s);
    expect(() => readPortalSettings(wrong)).not.toThrow(/hunter2/);
  });
});
