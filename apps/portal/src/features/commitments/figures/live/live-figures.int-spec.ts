import { DAY } from '@ronron/kernel';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { startTestPortal, type TestPortal } from '../../../../testing/portal-harness.js';
import type { Commune } from '../../../territories/commune.entity.js';
import { Measure } from '../../frameworks/measure.entity.js';
import { Commitment } from '../../promises/commitment.entity.js';
import { IndicatorValue } from '../indicator-value.entity.js';
import { Indicator } from '../indicator.entity.js';
import { DailyFigures } from './daily-figures.service.js';
import { LiveFigures } from './live-figures.service.js';

/** What can happen to a portal in years, as far as the hosting measure is concerned. `who` and `what` choose among those there are. */
const step = fc.record({
  what: fc.constantFrom(
    ...[
      'account',
      'confirm',
      'suspend',
      'resume',
      'leave',
      'signIn',
      'organisation',
      'close',
      'structure',
      'deactivate',
    ],
    ...['service', 'publish', 'withdraw', 'narrow', 'subscribe', 'provision', 'end', 'check', 'check', 'check'],
    // Otherwise most histories would end before there is anything to count.
    ...['account', 'confirm', 'confirm', 'structure', 'service', 'publish', 'publish', 'subscribe', 'provision'],
  ),
  who: fc.nat(1000),
  which: fc.nat(1000),
  here: fc.boolean(),
  days: fc.integer({ min: 0, max: 500 }),
  good: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

interface Account {
  id: string;
  here: boolean;
  confirmed: Date | null;
  suspended: boolean;
  leaving: boolean;
  signedIn: Date | null;
}
interface Service {
  id: string;
  structure: string;
  published: boolean;
  communes: string[];
}
interface Subscription {
  id: string;
  holder: string;
  service: string;
  active: boolean;
  provisioned: boolean;
}

/** The same history in memory, told in plain words: what the figures must say. */
class Model {
  accounts: Account[] = [];
  organisations: { id: string; here: boolean; closed: boolean }[] = [];
  structures: { id: string; active: boolean }[] = [];
  services: Service[] = [];
  subscriptions: Subscription[] = [];
  checks: { service: string; at: Date; healthy: boolean }[] = [];

  figures(now: Date, insee: string): Record<string, number | null> {
    const since = (days: number): Date => new Date(now.getTime() - days * DAY);
    const offered = this.services.filter(
      ({ published, structure, communes }) =>
        published &&
        this.structures.find(({ id }) => id === structure)!.active &&
        (communes.length === 0 || communes.includes(insee)),
    );
    const looks = this.checks.filter(({ service, at }) => at > since(30) && offered.some(({ id }) => id === service));
    const holders = new Set(
      this.subscriptions.filter(({ active, provisioned }) => active && provisioned).map(({ holder }) => holder),
    );
    const active = this.accounts.filter(
      ({ here, confirmed, suspended, leaving, signedIn }) =>
        here && confirmed !== null && !suspended && !leaving && (signedIn ?? confirmed) > since(365),
    );
    return {
      'active-accounts': active.length,
      organisations: this.organisations.filter(({ here, closed }) => here && !closed).length,
      services: offered.length,
      structures: new Set(offered.map(({ structure }) => structure)).size,
      availability:
        looks.length === 0
          ? null
          : Math.round((10_000 * looks.filter(({ healthy }) => healthy).length) / looks.length) / 100,
      'residents-hosted': this.accounts.filter(({ id, here }) => here && holders.has(id)).length,
      'organisations-hosted': this.organisations.filter(({ id, here }) => here && holders.has(id)).length,
    };
  }
}

describe('the figures that the portal counts', () => {
  let portal: TestPortal;
  let here: Commune;
  let there: Commune;
  let softwareId: string;

  beforeAll(async () => {
    portal = await startTestPortal();
    here = await portal.commune();
    there = await portal.commune('Brest', '29019');
    softwareId = randomUUID();
    await sql(
      `INSERT INTO software (id, name, licence, website, source_url) VALUES ($1, 'X', 'AGPL', '', '')`,
      softwareId,
    );
  });
  afterAll(() => portal.stop());

  const sql = (text: string, ...parameters: unknown[]): Promise<unknown> => portal.database.query(text, parameters);

  async function forget(): Promise<void> {
    await sql('DELETE FROM subscription');
    await sql('DELETE FROM service_check');
    await sql('DELETE FROM service');
    await sql('DELETE FROM structure');
    await sql('DELETE FROM organisation');
    await sql('DELETE FROM account');
  }

  /** Does to the database and to the model what a step says; a step that has nothing to act on does nothing. */
  async function play(model: Model, { what, who, which, here: isHere, days, good }: Step): Promise<void> {
    const id = randomUUID();
    const at = new Date(portal.clock.now().getTime() - days * DAY - 1000);
    const commune = isHere ? here : there;
    const account = model.accounts[who % Math.max(1, model.accounts.length)];
    const organisation = model.organisations[who % Math.max(1, model.organisations.length)];
    const structure = model.structures[which % Math.max(1, model.structures.length)];
    const service = model.services[which % Math.max(1, model.services.length)];
    const subscription = model.subscriptions[who % Math.max(1, model.subscriptions.length)];
    if (what === 'account') {
      await sql(
        `INSERT INTO account (id, email, display_name, commune_id, security_stamp, terms_accepted_at, terms_version, created_at)
         VALUES ($1, $2, 'X', $3, $1, $4, '1', $4)`,
        ...[id, `${id}@example.org`, commune.id, at],
      );
      model.accounts.push({ id, here: isHere, confirmed: null, suspended: false, leaving: false, signedIn: null });
    } else if (what === 'confirm' && account !== undefined) {
      await sql('UPDATE account SET confirmed_at = $2 WHERE id = $1', account.id, at);
      account.confirmed = at;
    } else if ((what === 'suspend' || what === 'resume') && account !== undefined) {
      account.suspended = what === 'suspend';
      await sql('UPDATE account SET suspended_at = $2 WHERE id = $1', account.id, account.suspended ? at : null);
    } else if (what === 'leave' && account !== undefined) {
      account.leaving = good;
      await sql('UPDATE account SET delete_after = $2 WHERE id = $1', account.id, good ? at : null);
    } else if (what === 'signIn' && account !== undefined) {
      await sql('UPDATE account SET last_sign_in_at = $2 WHERE id = $1', account.id, at);
      account.signedIn = at;
    } else if (what === 'organisation') {
      await sql(
        `INSERT INTO organisation (id, name, kind, no_number_reason, commune_id, created_at) VALUES ($1, 'X', 'collective', 'informal', $2, $3)`,
        ...[id, commune.id, at],
      );
      model.organisations.push({ id, here: isHere, closed: false });
    } else if (what === 'close' && organisation !== undefined) {
      organisation.closed = good;
      await sql('UPDATE organisation SET closed_at = $2 WHERE id = $1', organisation.id, good ? at : null);
    } else if (what === 'structure') {
      await sql(
        `INSERT INTO structure (id, slug, name, kind, email, created_at) VALUES ($1, $2, 'X', 'association', 'x@example.org', $3)`,
        ...[id, id, at],
      );
      model.structures.push({ id, active: true });
    } else if (what === 'deactivate' && structure !== undefined) {
      structure.active = good;
      await sql('UPDATE structure SET active = $2 WHERE id = $1', structure.id, good);
    } else if (what === 'service' && structure !== undefined) {
      await sql(
        `INSERT INTO service (id, slug, structure_id, software_id, name, summary, address, access_mode, connector_id, created_at, updated_at)
         VALUES ($1, $2, $3, $4, 'X', 'X', 'https://x.example', 'open', 'dummy', $5, $5)`,
        ...[id, id, structure.id, softwareId, at],
      );
      model.services.push({ id, structure: structure.id, published: false, communes: [] });
    } else if ((what === 'publish' || what === 'withdraw') && service !== undefined) {
      service.published = what === 'publish';
      await sql('UPDATE service SET published = $2 WHERE id = $1', service.id, service.published);
    } else if (what === 'narrow' && service !== undefined) {
      service.communes = [[], [here.inseeCode], [there.inseeCode], [here.inseeCode, there.inseeCode]][who % 4]!;
      await sql('UPDATE service SET eligible_communes = $2 WHERE id = $1', service.id, service.communes);
    } else if (what === 'subscribe' && service !== undefined) {
      const holder = good ? account : organisation;
      const again = model.subscriptions.some(
        (one) => one.active && one.holder === holder?.id && one.service === service.id,
      );
      if (holder === undefined || again) return;
      await sql(
        `INSERT INTO subscription (id, service_id, ${good ? 'account_id' : 'organisation_id'}, status, started_at, updated_at)
         VALUES ($1, $2, $3, 'active', $4, $4)`,
        ...[id, service.id, holder.id, at],
      );
      model.subscriptions.push({ id, holder: holder.id, service: service.id, active: true, provisioned: false });
    } else if (what === 'provision' && subscription !== undefined) {
      subscription.provisioned = true;
      await sql('UPDATE subscription SET provisioned_at = $2 WHERE id = $1', subscription.id, at);
    } else if (what === 'end' && subscription !== undefined) {
      subscription.active = false;
      await sql(`UPDATE subscription SET status = 'ended', ended_at = $2 WHERE id = $1`, subscription.id, at);
    } else if (what === 'check' && service !== undefined) {
      await sql(
        'INSERT INTO service_check (id, service_id, at, healthy) VALUES ($1, $2, $3, $4)',
        ...[id, service.id, at, good],
      );
      model.checks.push({ service: service.id, at, healthy: good });
    }
  }

  it('agree with what happened, whatever happened', async () => {
    let told = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 90, size: 'max' }), async (steps) => {
        await forget();
        const model = new Model();
        for (const one of steps) await play(model, one);
        const { id: communeId, inseeCode } = here;
        const counted: Record<string, number | null> = {};
        for (const figure of portal.app.get(LiveFigures).all()) {
          const at = portal.clock.now();
          counted[figure.key] = await figure.count(portal.database.manager, { communeId, inseeCode, at });
        }
        const wanted = model.figures(portal.clock.now(), inseeCode);
        for (const key of Object.keys(wanted)) expect([key, counted[key]]).toEqual([key, wanted[key]]);
        told += Object.values(wanted).filter((value) => value !== null && value > 0).length;
      }),
      { numRuns: 25, seed: 29232 },
    );
    // Histories in which nothing is ever counted would prove nothing.
    expect(told).toBeGreaterThan(40);
  }, 120_000);

  it('are kept day by day, and a new indicator shows the days before it', async () => {
    await forget();
    const editorAccount = await portal.account({ editorOf: here.id });
    const editor = await portal.signIn(editorAccount);
    const measure = await portal.database.getRepository(Measure).findOneByOrFail({ key: 'local-hosting' });
    const now = portal.clock.now();
    const commitmentId = portal.newId();
    await portal.database.getRepository(Commitment).insert({
      ...{ id: commitmentId, communeId: here.id, measureId: measure.id, level: 1, words: 'Oui.', accountableName: 'A' },
      ...{ status: 'started', statusSince: now, publishedAt: now, createdAt: now, updatedAt: now },
    });
    await portal.app.get(DailyFigures).keepAll();
    portal.clock.advance(DAY);
    await portal.account();
    const page = await editor.get(`/editeur/engagements/${commitmentId}/indicateurs/nouveau`);
    const shown = await editor.submit(page, 'form[action$="/portail"]', { source: 'active-accounts' });
    expect(shown.status).toBe(200);
    const series = async (): Promise<unknown[]> =>
      (await portal.database.getRepository(IndicatorValue).find({ order: { day: 'ASC' } })).map(
        ({ day, value, origin }) => [day, value, origin],
      );
    expect(await series()).toEqual([
      ['2040-03-06', 1, 'portal'],
      ['2040-03-07', 2, 'portal'],
    ]);
    await portal.account();
    await portal.runTask('commitments-daily-figures');
    expect((await series()).at(-1)).toEqual(['2040-03-07', 3, 'portal']);
    const twice = await editor.submit(page, 'form[action$="/portail"]', { source: 'active-accounts' });
    expect(twice.status).toBe(422);
    const { id } = await portal.database.getRepository(Indicator).findOneByOrFail({ commitmentId });
    const workbench = await editor.get(`/editeur/indicateurs/${id}`);
    expect(workbench.$('form[action$="/valeurs"], form[action*="/valeurs/"]').length).toBe(0);
    const csrf = editor.csrf(workbench);
    const byHand = new URLSearchParams({ _csrf: csrf, day: '2040-01-01', value: '9999' });
    expect((await editor.post(`/editeur/indicateurs/${id}/valeurs`, byHand)).status).toBe(422);
    expect((await portal.visitor().get('/engagements/quimper/local-hosting')).$('main').text()).toContain(
      'Compté chaque jour par le portail',
    );
  });
});
