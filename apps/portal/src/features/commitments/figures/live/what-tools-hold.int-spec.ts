import { startWebhookTool, type WebhookTool } from '@ronron/testing';
import fc from 'fast-check';
import { connectedService } from '../../../../testing/catalogue-fixtures.js';
import { startTestPortal, type TestPortal } from '../../../../testing/portal-harness.js';
import { anOrganisation } from '../../../../testing/request-scene.js';
import type { Service } from '../../../catalogue/service.entity.js';
import type { Holder } from '../../../subscriptions/subscriptions.service.js';
import { SubscriptionsService } from '../../../subscriptions/subscriptions.service.js';
import type { Commune } from '../../../territories/commune.entity.js';
import { LiveFigures } from './live-figures.service.js';

const step = fc.record({
  what: fc.constantFrom(
    ...([
      'resident',
      'resident',
      'organisation',
      'grant',
      'grant',
      'grant',
      'grant',
      'work',
      'suspend',
      'resume',
      'end',
    ] as const),
    ...(['shutOut', 'letIn'] as const),
  ),
  who: fc.nat(1000),
  which: fc.nat(1),
  here: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

interface Person {
  readonly holder: Holder;
  readonly here: boolean;
}

describe('whom the commune says it hosts', () => {
  let portal: TestPortal;
  let tools: WebhookTool[];
  let services: Service[];
  let communes = 0;

  beforeAll(async () => {
    portal = await startTestPortal();
    tools = [await startWebhookTool({ anyTime: true }), await startWebhookTool({ anyTime: true })];
    services = [await serviceAt(tools[0]!), await serviceAt(tools[1]!)];
  });
  afterAll(async () => {
    for (const tool of tools) await tool.stop();
    await portal.stop();
  });

  const serviceAt = ({ url, secret }: WebhookTool): Promise<Service> =>
    connectedService(portal, 'webhook', { callUrl: `${url}/hooks/ronron` }, { signingSecret: secret });

  /** Plays one history in a commune of its own; returns who was there, and the subscriptions of each by id. */
  async function play(steps: readonly Step[], here: Commune, there: Commune): Promise<Map<string, Person>> {
    const rights = portal.app.get(SubscriptionsService, { strict: false });
    const people: Person[] = [];
    const granted = new Map<string, Person>();
    for (const { what, who, which, here: isHere } of steps) {
      const person = people[who % Math.max(1, people.length)];
      const id = [...granted.keys()][who % Math.max(1, granted.size)];
      const communeId = (isHere ? here : there).id;
      if (what === 'resident') {
        people.push({ holder: { accountId: (await portal.account({ communeId })).id }, here: isHere });
      } else if (what === 'organisation') {
        const owner = await portal.account({ communeId });
        const { id: organisationId } = await anOrganisation(portal, [[owner, 'owner']], { communeId });
        people.push({ holder: { organisationId }, here: isHere });
      } else if (what === 'work') {
        await portal.runJobs(1000);
      } else {
        await portal.database.transaction(async (manager) => {
          if (what === 'grant' && person !== undefined) {
            const grant = { serviceId: services[which]!.id, holder: person.holder, requestId: null, quota: null };
            granted.set((await rights.grant(manager, grant)).id, person);
          }
          if ((what === 'shutOut' || what === 'letIn') && person !== undefined && 'accountId' in person.holder) {
            const { accountId } = person.holder;
            const since = what === 'shutOut' ? portal.clock.now() : null;
            await manager.query('UPDATE account SET suspended_at = $2 WHERE id = $1', [accountId, since]);
            await rights[what](manager, accountId, 'account');
          }
          if (id === undefined) return;
          if (what === 'suspend') await rights.suspend(manager, id, 'operator');
          if (what === 'resume') await rights.resume(manager, id, 'operator');
          if (what === 'end') await rights.end(manager, id);
        });
      }
    }
    return granted;
  }

  it('are those for whom a tool keeps something open, whatever happened', async () => {
    let told = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60, size: 'max' }), async (steps) => {
        const [here, there] = [await aCommune(), await aCommune()];
        const granted = await play(steps, here, there);
        await portal.runJobs(1000);
        const open = new Map<string, Person>();
        for (const tool of tools)
          for (const [id, { state }] of tool.kept) {
            const person = granted.get(id);
            if (person?.here === true && state === 'active') open.set(JSON.stringify(person.holder), person);
          }
        const held = [...open.values()];
        const residents = held.filter(({ holder }) => 'accountId' in holder).length;
        expect(await figure('residents-hosted', here)).toBe(residents);
        expect(await figure('organisations-hosted', here)).toBe(held.length - residents);
        told += held.length;
      }),
      { numRuns: 12, seed: 29232 },
    );
    // Histories at whose end nobody is hosted would prove nothing.
    expect(told).toBeGreaterThan(12);
  }, 120_000);

  const aCommune = (): Promise<Commune> => portal.commune(`Commune ${communes}`, String(29_900 + communes++));

  const figure = (key: string, { id: communeId, inseeCode }: Commune): Promise<number | null> =>
    portal.app
      .get(LiveFigures)
      .find(key)!
      .count(portal.database.manager, { communeId, inseeCode, at: portal.clock.now() });
});
