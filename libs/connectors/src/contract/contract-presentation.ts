import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ContractTrial } from './contract-trial.js';
import { valueOf } from './trial.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** What a connector says of itself and of its service. */
export function testPresentation(trial: ContractTrial): void {
  it('describes itself: texts in French and English for every setting, a documentation page, methods it claims', () => {
    expect(trial.factory.id).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(existsSync(`${ROOT}${trial.factory.docs}`)).toBe(true);
    const keys = trial.factory.settings.fields.flatMap((field) => [
      field.labelKey,
      field.hintKey,
      ...field.options.map((option) => option.labelKey),
    ]);
    for (const locale of ['fr', 'en']) {
      const texts = JSON.parse(readFileSync(`${ROOT}libs/connectors/src/locales/${locale}.json`, 'utf8')) as object;
      const own = ['name', 'summary', ...(trial.factory.leaving ?? []).map((step) => `leaving.${step}`)];
      const missing = [...keys, ...own.map((key) => `connectors:${trial.factory.id}.${key}`)].filter(
        (key) => typeof textAt(texts, key.replace('connectors:', '')) !== 'string',
      );
      expect(missing).toEqual([]);
    }
    for (const ability of ['export', 'usage', 'erase', 'open'] as const) {
      expect([ability, trial.connector[ability] !== undefined]).toEqual([ability, trial.factory.can[ability]]);
    }
    expect(trial.connector.renewPassword !== undefined).toBe(trial.factory.can.passwords);
    expect(trial.connector.listPads !== undefined && trial.connector.createPad !== undefined).toBe(
      trial.factory.can.pads,
    );
    expect(trial.connector.openRoom !== undefined && trial.connector.closeRoom !== undefined).toBe(
      trial.factory.can.rooms,
    );
    const recordings = trial.connector.listRecordings !== undefined && trial.connector.deleteRecording !== undefined;
    expect(recordings).toBe(trial.factory.can.recordings);
  });

  it('refuses settings that lack what is required, and keeps what it read', () => {
    const required = trial.factory.settings.fields.filter((field) => field.required).map((field) => field.name);
    const read = trial.factory.settings.read({});
    expect(read.ok).toBe(false);
    expect(read.ok ? [] : read.error.map((issue) => issue.field)).toEqual(expect.arrayContaining(required));
    const first = trial.factory.settings.read({ ...trial.world.settingsAt(trial.world.proxy.url), unknown: 'dropped' });
    if (!first.ok) throw new Error(JSON.stringify(first.error));
    expect(trial.factory.settings.read(JSON.parse(JSON.stringify(first.value)))).toEqual(first);
    expect(first.value).not.toHaveProperty('unknown');
  });

  it('says how the service is', async () => {
    const health = valueOf(await trial.connector.check());
    expect(health.latencyMs).toBeGreaterThanOrEqual(0);
    expect(health.checkedAt).toBeInstanceOf(Date);
  });

  it('says that credentials are refused, and does not repeat them', async () => {
    if (trial.world.wrongSettingsAt === undefined) return expect(trial.world.secrets).toEqual([]);
    const outcome = await trial.connect(10_000, trial.world.wrongSettingsAt(trial.world.proxy.url)).check();
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'unauthorised' });
    trial.expectNoSecretIn(outcome);
  });
}

function textAt(texts: object, path: string): unknown {
  return path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], texts);
}
