import { dirname, join } from 'node:path';
import { sourceFiles } from './source-files.js';

const IMPORT = /^import (type )?[^;]*?from '(\.[^']+)';/gms;

/** What a feature shows to the others besides its services: its tables, what they hold of people, its module, and the codes of its errors. */
const SHOWN = /\.(service|entity|module|errors|register)\.js$/;

describe('the features', () => {
  it('reach each other through services, entities and modules only', () => {
    const reaching = sourceFiles('apps/portal/src/features', '.ts')
      // The demonstration fills everybody's tables: it is data, not behaviour.
      .filter(({ path }) => !/spec\.ts$/.test(path) && !path.includes('/setup/demo/'))
      .flatMap(({ path, text }) =>
        [...text.matchAll(IMPORT)]
          .filter(([, typeOnly, target]) => {
            const feature = path.split('/')[4];
            const other = join(dirname(path), target!).split('/');
            return typeOnly === undefined && other[3] === 'features' && other[4] !== feature && !SHOWN.test(target!);
          })
          .map(([, , target]) => `${path} → ${target}`),
      );
    expect(reaching).toEqual([]);
  });

  it('take the time and chance from the clock and the randomness that they are given', () => {
    const own = sourceFiles('apps/portal/src', '.ts')
      .filter(({ path }) => !/spec\.ts$|\/testing\/|\/rules\//.test(path))
      .filter(({ text }) => /new Date\(\)|Date\.now\(\)|Math\.random\(\)|randomUUID\(\)/.test(text))
      .map(({ path }) => path);
    expect(own).toEqual([]);
  });

  it('call tools through their circuit breaker only', () => {
    const calling = sourceFiles('apps/portal/src/features', '.ts')
      .filter(({ path, text }) => !/spec\.ts$/.test(path) && /connectors\.forService\(/.test(text))
      .map(({ path }) => path.replace('apps/portal/src/features/', ''));
    expect(calling).toEqual(
      [
        'provisioning/circuits/service-calls.service.ts',
        // These look at the circuit themselves, in the transaction that has them wait.
        'provisioning/provisioner.service.ts',
        'reconciliation/runs/reconciler.service.ts',
        // The look by which a circuit closes.
        'status/service-health.service.ts',
      ].sort(),
    );
  });
});

describe('the migrations', () => {
  const migrations = sourceFiles('apps/portal/src/migrations', '.ts');

  it('have a time of their own each, so that their order is one', () => {
    const times = migrations.map(({ path }) => /(\d{13})-[a-z0-9-]+\.ts$/.exec(path)?.[1]);
    expect(times.filter((time, index) => times.indexOf(time) !== index)).toEqual([]);
    expect(times).not.toContain(undefined);
  });

  it('have it in the name of their class and in their own', () => {
    const otherwise = migrations
      .filter(({ path, text }) => {
        const time = /(\d{13})/.exec(path)![1]!;
        return !new RegExp(`class \\w+${time} `).test(text) || !new RegExp(`name = '\\w+${time}'`).test(text);
      })
      .map(({ path }) => path);
    expect(otherwise).toEqual([]);
  });
});
