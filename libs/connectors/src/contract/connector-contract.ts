import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { newId, systemClock, systemRandomness } from '@ronron/kernel';
import { createOutgoing } from '../network/create-outgoing.js';
import type { ActualState, Connector, DesiredState, Handle, Member, SubscriptionState } from './connector.js';
import { usualReasons, type ContractOptions, type ContractWorld, type WorldFault } from './contract-world.js';
import type { Outcome } from './outcome.js';
import { connectTo, trialRoom, valueOf } from './trial.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const nolwenn: Member = {
  accountId: 'nolwenn',
  displayName: 'Nolwenn Le Bihan',
  email: 'nolwenn@example.bzh',
  role: 'manager',
};
const yann: Member = {
  accountId: 'yann',
  displayName: 'Yann “Ar Mor” O’Neill',
  email: 'yann@example.bzh',
  role: 'member',
};

/** What every registered connector must keep, whatever it speaks to. To be called at the top of a `*.contract-spec.ts`. */
export function describeConnectorContract(options: ContractOptions): void {
  const { name, factory, start } = options;
  const reasons = { ...usualReasons, ...options.reasons };
  describe(`the contract, kept by ${name}`, () => {
    let world: ContractWorld;
    let connector: Connector;

    beforeAll(async () => {
      world = await start();
    }, options.startTimeoutMs);
    afterAll(() => world.stop());
    beforeEach(() => {
      world.proxy.fail(null);
      connector = connect();
    });

    function connect(timeoutMs = 10_000, settings = world.settingsAt(world.proxy.url)): Connector {
      return connectTo(
        factory,
        settings,
        createOutgoing({ approvedHosts: ['127.0.0.1'], allowPrivate: true, timeoutMs }),
      );
    }

    const wish = (changes: Partial<DesiredState> = {}): DesiredState => ({
      subscriptionId: newId(systemClock, systemRandomness),
      state: 'active',
      holder: { kind: 'organisation', id: 'asso', name: 'Les Amis du Steïr' },
      members: [nolwenn, yann],
      quotaBytes: 2_000_000_000,
      name: 'Les Amis du Steïr',
      locale: 'fr',
      ...changes,
    });
    const apply = async (wanted: DesiredState, handle: Handle | null = null): Promise<Handle> =>
      valueOf(await connector.apply(wanted, handle, `${wanted.subscriptionId}-key`));
    const actual = async (handle: Handle): Promise<ActualState | null> =>
      connector.inspect === undefined ? null : valueOf(await connector.inspect(handle));
    const stateOf = async (handle: Handle): Promise<SubscriptionState> => {
      const seen = await actual(handle);
      return seen === null ? (handle['state'] as SubscriptionState) : seen.state;
    };
    const expectNoSecretIn = (value: unknown): void => {
      const text = JSON.stringify(value);
      expect(world.secrets.filter((secret) => text.includes(secret))).toEqual([]);
    };

    it('describes itself: texts in French and English for every setting, a documentation page, methods it claims', () => {
      expect(factory.id).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(existsSync(`${ROOT}${factory.docs}`)).toBe(true);
      const keys = factory.settings.fields.flatMap((field) => [
        field.labelKey,
        field.hintKey,
        ...field.options.map((option) => option.labelKey),
      ]);
      for (const locale of ['fr', 'en']) {
        const texts = JSON.parse(readFileSync(`${ROOT}libs/connectors/src/locales/${locale}.json`, 'utf8')) as object;
        const own = ['name', 'summary', ...(factory.leaving ?? []).map((step) => `leaving.${step}`)];
        const missing = [...keys, ...own.map((key) => `connectors:${factory.id}.${key}`)].filter(
          (key) => typeof textAt(texts, key.replace('connectors:', '')) !== 'string',
        );
        expect(missing).toEqual([]);
      }
      for (const ability of ['export', 'usage', 'erase', 'open'] as const) {
        expect([ability, connector[ability] !== undefined]).toEqual([ability, factory.can[ability]]);
      }
      expect(connector.renewPassword !== undefined).toBe(factory.can.passwords);
      expect(connector.listPads !== undefined && connector.createPad !== undefined).toBe(factory.can.pads);
      expect(connector.openRoom !== undefined && connector.closeRoom !== undefined).toBe(factory.can.rooms);
      const recordings = connector.listRecordings !== undefined && connector.deleteRecording !== undefined;
      expect(recordings).toBe(factory.can.recordings);
    });

    it('refuses settings that lack what is required, and keeps what it read', () => {
      const required = factory.settings.fields.filter((field) => field.required).map((field) => field.name);
      const read = factory.settings.read({});
      expect(read.ok).toBe(false);
      expect(read.ok ? [] : read.error.map((issue) => issue.field)).toEqual(expect.arrayContaining(required));
      const first = factory.settings.read({ ...world.settingsAt(world.proxy.url), unknown: 'dropped' });
      if (!first.ok) throw new Error(JSON.stringify(first.error));
      expect(factory.settings.read(JSON.parse(JSON.stringify(first.value)))).toEqual(first);
      expect(first.value).not.toHaveProperty('unknown');
    });

    it('says how the service is', async () => {
      const health = valueOf(await connector.check());
      expect(health.latencyMs).toBeGreaterThanOrEqual(0);
      expect(health.checkedAt).toBeInstanceOf(Date);
    });

    it('says that credentials are refused, and does not repeat them', async () => {
      if (world.wrongSettingsAt === undefined) return expect(world.secrets).toEqual([]);
      const outcome = await connect(10_000, world.wrongSettingsAt(world.proxy.url)).check();
      expect(outcome).toMatchObject({ kind: 'failed', reason: 'unauthorised' });
      expectNoSecretIn(outcome);
    });

    it('comes to the same when asked twice', async () => {
      const wanted = wish();
      const first = await apply(wanted);
      const seen = await actual(first);
      expect(await apply(wanted, first)).toEqual(first);
      expect(await actual(first)).toEqual(seen);
      expectNoSecretIn(first);
      expect(JSON.parse(JSON.stringify(first))).toEqual(first);
    });

    it('adopts its own when the handle was lost', async () => {
      const wanted = wish();
      const first = await apply(wanted);
      const adopted = await apply(wanted, null);
      expect(adopted).toEqual(first);
      expect(await actual(adopted)).toEqual(await actual(first));
    });

    it('is suspended, comes back, ends, and stays ended', async () => {
      const wanted = wish();
      let handle = await apply(wanted);
      for (const state of ['suspended', 'suspended', 'active', 'absent', 'absent'] as const) {
        handle = await apply({ ...wanted, state }, handle);
        expect(await stateOf(handle)).toBe(state);
      }
      expect(await stateOf(await apply({ ...wanted, state: 'absent' }, null))).toBe('absent');
    });

    it('follows its members', async () => {
      const wanted = wish({ members: [nolwenn] });
      const handle = await apply(wanted);
      const counted = (await actual(handle))?.memberCount ?? null;
      const more = await apply({ ...wanted, members: [nolwenn, { ...yann, displayName: 'Yann' }] }, handle);
      expect((await actual(more))?.memberCount ?? null).toBe(counted === null ? null : 2);
      const fewer = await apply({ ...wanted, members: [yann] }, more);
      expect((await actual(fewer))?.memberCount ?? null).toBe(counted === null ? null : 1);
    });

    it('follows its quota', async () => {
      const wanted = wish();
      const handle = await apply(wanted);
      const raised = await apply({ ...wanted, quotaBytes: 6_000_000_000 }, handle);
      expect((await actual(raised))?.quotaBytes ?? null).toBe(factory.can.quota ? 6_000_000_000 : null);
      const unlimited = await apply({ ...wanted, quotaBytes: null }, raised);
      expect((await actual(unlimited))?.quotaBytes ?? null).toBeNull();
    });

    it('opens to members while active, and to nobody else', async () => {
      if (connector.open === undefined) return expect(factory.can.open).toBe(false);
      const wanted = wish();
      const handle = await apply(wanted);
      const member = { kind: 'member', accountId: 'yann', displayName: 'Yann', role: 'member' } as const;
      const opening = valueOf(await connector.open!(handle, member));
      expect(opening.url).toMatch(/^https?:/);
      for (const state of ['suspended', 'absent'] as const) {
        const closed = await apply({ ...wanted, state }, handle);
        expect(await connector.open!(closed, member)).toMatchObject({ kind: 'failed', reason: 'conflict' });
      }
    });

    it('lets members and guests into rooms while active, again after they were closed, and nobody otherwise', async () => {
      if (connector.openRoom === undefined) return expect(factory.can.rooms).toBe(false);
      const wanted = wish();
      const handle = await apply(wanted);
      const room = trialRoom();
      const people = [
        { kind: 'member', accountId: 'nolwenn', displayName: 'Nolwenn', role: 'manager' },
        { kind: 'member', accountId: 'yann', displayName: 'Yann', role: 'member' },
        { kind: 'guest', displayName: 'Ève <b>&"\u2019' },
      ] as const;
      for (let round = 0; round < 2; round += 1) {
        for (const who of people) {
          const opening = valueOf(await connector.openRoom(handle, room, who));
          expect(opening.url).toMatch(/^https?:/);
          expectNoSecretIn(opening);
        }
        valueOf(await connector.closeRoom!(handle, room));
        valueOf(await connector.closeRoom!(handle, room));
      }
      valueOf(await connector.openRoom(null, trialRoom(), people[2]));
      const over = trialRoom({ closesAt: new Date(systemClock.now().getTime() - 60_000) });
      expect(await connector.openRoom(handle, over, people[0])).toMatchObject({ kind: 'failed', reason: 'conflict' });
      for (const state of ['suspended', 'absent'] as const) {
        const closed = await apply({ ...wanted, state }, handle);
        for (const who of people)
          expect(await connector.openRoom(closed, room, who)).toMatchObject({ kind: 'failed', reason: 'conflict' });
      }
    });

    it.each(Object.keys(usualReasons) as WorldFault[])('gives the right reason for %s at a room', async (fault) => {
      const impatient = connect(fault === 'silent' ? 150 : 10_000);
      if (impatient.openRoom === undefined) return expect(factory.can.rooms).toBe(false);
      const handle = await apply(wish());
      const room = trialRoom();
      for (const call of [
        () => impatient.openRoom!(handle, room, { kind: 'guest', displayName: 'Ève' }),
        () => impatient.closeRoom!(handle, room),
        () => impatient.listRecordings?.(handle, room),
      ]) {
        world.proxy.fail(fault);
        const before = world.proxy.requests;
        const outcome = await call();
        world.proxy.fail(null);
        if (outcome === undefined) continue;
        expect(kindOf(outcome)).toBe(world.proxy.requests > before ? reasons[fault] : 'done');
        expectNoSecretIn(outcome);
      }
    });

    it('gives passwords to its members while active, another each time, and to nobody else', async () => {
      if (connector.renewPassword === undefined) return expect(factory.can.passwords).toBe(false);
      const wanted = wish();
      const handle = await apply(wanted);
      const first = valueOf(await connector.renewPassword(handle, 'yann'));
      const second = valueOf(await connector.renewPassword(handle, 'yann'));
      expect(second).toEqual({ ...first, password: second.password });
      expect(second.password).not.toBe(first.password);
      expect(second.password.length).toBeGreaterThanOrEqual(20);
      expect(await connector.renewPassword(handle, 'a stranger')).toMatchObject({ kind: 'failed', reason: 'conflict' });
      for (const state of ['suspended', 'absent'] as const) {
        const closed = await apply({ ...wanted, state }, handle);
        expect(await connector.renewPassword(closed, 'yann')).toMatchObject({ kind: 'failed', reason: 'conflict' });
      }
    });

    it('gives figures, an export and the erasure of a person where it says so, again and again', async () => {
      const handle = await apply(wish());
      if (connector.usage !== undefined) valueOf(await connector.usage(handle));
      if (connector.export !== undefined) {
        const artefact = valueOf(await connector.export(handle));
        expect(artefact.content.length).toBeGreaterThan(0);
        expect(artefact.fileName).toMatch(/^[\w.-]+$/);
      }
      if (connector.erase !== undefined) {
        for (const accountId of ['yann', 'yann', 'nobody']) {
          valueOf(await connector.erase({ accountId, email: `${accountId}@example.bzh` }));
        }
      }
    });

    it.each(Object.keys(usualReasons) as WorldFault[])('gives the right reason for %s', async (fault) => {
      const impatient = connect(fault === 'silent' ? 150 : 10_000);
      const wanted = wish();
      world.proxy.fail(fault);
      const before = world.proxy.requests;
      const checked = await impatient.check();
      const callsOut = world.proxy.requests > before;
      expect(kindOf(checked)).toBe(callsOut ? (options.checkOn?.[fault] ?? reasons[fault]) : 'done');
      expectNoSecretIn(checked);
      const middle = world.proxy.requests;
      const applied = await impatient.apply(wanted, null, 'key');
      expect(kindOf(applied)).toBe(world.proxy.requests > middle ? reasons[fault] : 'done');
      expectNoSecretIn(applied);
    });

    it('finishes what a lost answer broke off, at whichever call it happened', async () => {
      const reference = await actual(await apply(wish()));
      for (let broken = 1, lost = true; lost; broken += 1) {
        const wanted = wish();
        let calls = 0;
        lost = false;
        world.proxy.failWhere(() => (calls += 1) === broken && (lost = true), 'lost-answer', 1);
        await connector.apply(wanted, null, 'key');
        world.proxy.fail(null);
        const seen = await actual(await apply(wanted));
        expect([broken, seen && comparable(seen)]).toEqual([broken, reference && comparable(reference)]);
        const gone = await apply({ ...wanted, state: 'absent' });
        expect(await stateOf(gone)).toBe('absent');
      }
    }, 60_000);

    it('does nothing twice when a proxy sends its calls twice', async () => {
      const wanted = wish();
      world.proxy.fail('twice');
      const doubled = await actual(await apply(wanted));
      world.proxy.fail(null);
      expect(doubled).toEqual(await actual(await apply(wanted)));
    });
  });
}

function kindOf(outcome: Outcome<unknown>): string {
  return outcome.kind === 'failed' ? outcome.reason : outcome.kind;
}

/** Without what differs from one subscription to another. */
function comparable({ state, memberCount, quotaBytes }: ActualState): object {
  return { state, memberCount, quotaBytes };
}

function textAt(texts: object, path: string): unknown {
  return path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], texts);
}
