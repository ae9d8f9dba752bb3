import { runSql } from '@ronron/testing';
import type { Page } from 'playwright-core';
import { untilMyServices } from '../connect-cloud.js';
import { linkIn, setStage, type Stage } from '../stage.js';

const FULL = 'Le nuage de Cornouaille';
const ROOMY = 'Le grenier de Linux Quimper';
const PHONE = { viewport: { width: 360, height: 740 } };

describe('an association that asks where it is full, is handed over to where there is room, and later needs more', () => {
  let stage: Stage;
  /** Of the service with room. */
  let serviceId: string;

  beforeAll(async () => {
    stage = await setStage('plans');
    // The association's structure has files to offer too, once an operator has written what.
    const [made] = await runSql(
      stage.databaseUrl,
      `INSERT INTO service
       SELECT (jsonb_populate_record(service, jsonb_build_object('id', gen_random_uuid(), 'slug', 'grenier', 'name', '${ROOMY}',
         'structure_id', (SELECT id FROM structure WHERE slug = 'linux-quimper'), 'questions', '[]'::jsonb))).*
       FROM service WHERE slug = 'cloud' RETURNING id`,
    );
    serviceId = made!['id'] as string;
  }, 120_000);
  afterAll(() => stage.strike(), 60_000);

  it('from two plans and a full host to a space that grows', async () => {
    const operator = await stage.signedIn('operateur@demo.example');
    await writePlans(operator);
    await sayFull(operator);

    const treasurer = await stage.signedIn('voisin4@demo.example', PHONE);
    const asked = await askWhereItIsFull(treasurer);
    await proposeTheOther(operator, asked);
    await treasurer.goto(linkIn(await stage.mailTo('voisin4@demo.example', /pourrait reprendre/), /transfert/));
    await stage.look(treasurer);
    await treasurer.getByRole('button', { name: /accord/ }).click();
    await treasurer.locator('.notice--success').first().waitFor();
    await stage.look(treasurer);

    await operator.goto(`/operateur/${asked}`);
    await operator.selectOption('[name=plan]', { label: await optionLike(operator, 'Collectif') });
    await stage.look(operator);
    await operator.locator('form[action$="/approbation"] button').click();
    await operator.locator('.notice--success').first().waitFor();
    await untilMyServices(treasurer, (text) => text.includes(ROOMY) && !text.includes('En préparation'));

    const subscription = await measured();
    await treasurer.goto(`/mes-services/${subscription}`);
    expect(await treasurer.locator('main').innerText()).toMatch(/18(,0)?\sGo/);
    await stage.look(treasurer);
    await askForMore(subscription);
    await grantMore(operator, subscription);
    await treasurer.reload();
    expect(await treasurer.locator('aside').innerText()).toMatch(/50(,0)?\sGo/);
    await stage.look(treasurer);

    await operator.goto(`/operateur/services/${serviceId}/utilisation`);
    expect(await operator.locator('main').innerText()).toContain('Jardins partagés de Kerfeunteun');
    await stage.look(operator);
  }, 150_000);

  async function writePlans(operator: Page): Promise<void> {
    await operator.goto(`/operateur/services/${serviceId}/formules`);
    await stage.look(operator);
    await operator.fill('[name=name]', 'Découverte');
    await operator.fill('[name=quotaGigabytes]', '5');
    await operator.getByRole('button', { name: 'Enregistrer' }).click();
    await operator.locator('.notice--success').first().waitFor();
    await operator.fill('[name=name]', 'Collectif');
    await operator.fill('[name=quotaGigabytes]', '20');
    await operator.fill('[name=mostMembers]', '30');
    await operator.check('[name=price][value=contribution]');
    await operator.fill('[name=contributionNote]', 'Dix euros par an aident à remplacer les disques.');
    await operator.getByRole('button', { name: 'Enregistrer' }).click();
    await operator.locator('.notice--success').first().waitFor();
    expect(await operator.locator('main ol > li').count()).toBe(2);
    await stage.look(operator);
  }

  async function sayFull(operator: Page): Promise<void> {
    await operator.goto('/operateur/accueil');
    const cloud = operator.locator('fieldset.group', { has: operator.locator(`legend:text-is("${FULL}")`) });
    await cloud.locator('input[type=radio][value=full]').check();
    await cloud.locator('input[type=text]').fill('De nouveaux disques arrivent en janvier.');
    await stage.look(operator);
    await operator.getByRole('button', { name: /Enregistrer.*Cornouaille Libre/ }).click();
    await operator.locator('.notice--success').first().waitFor();
  }

  /** Gives the path of the request. */
  async function askWhereItIsFull(treasurer: Page): Promise<string> {
    await treasurer.goto('/services/cloud/demande');
    await treasurer.locator('main nav').getByRole('link', { name: 'Jardins' }).click();
    // The other structure has room, and says so with its plans.
    const elsewhere = treasurer.locator('main .cards').getByRole('link', { name: ROOMY });
    expect(await elsewhere.getAttribute('href')).toMatch(/^\/services\/grenier\/demande/);
    await treasurer.fill('[name=q-people]', '14');
    await treasurer.check('[name=q-space] >> nth=1');
    await treasurer.fill('[name=q-purpose]', 'Les plans des parcelles et les photos du quartier.');
    await stage.look(treasurer);
    await treasurer.locator('button[name=action][value=send]').click();
    await treasurer.waitForURL('**/demandes/**');
    expect(await treasurer.locator('main').innerText()).toContain('liste d’attente');
    return new URL(treasurer.url()).pathname.slice(1);
  }

  async function proposeTheOther(operator: Page, request: string): Promise<void> {
    await operator.goto(`/operateur/${request}`);
    await operator.getByText('Proposer une autre structure').click();
    await operator.selectOption('[name=to]', serviceId);
    await operator.fill('[name=why]', 'Chez Linux Quimper il y a de la place dès aujourd’hui.');
    await stage.look(operator);
    await operator.locator('form[action$="/transfert"] button').click();
    await operator.locator('.notice--success').first().waitFor();
  }

  /** Without scripts. */
  async function askForMore(subscription: string): Promise<void> {
    const phone = await stage.signedIn('voisin4@demo.example', { ...PHONE, javaScriptEnabled: false });
    await phone.goto(`/mes-services/${subscription}`);
    await phone.getByRole('button', { name: 'Envoyer la demande' }).click();
    expect(await phone.locator('[name=reason]').getAttribute('aria-invalid')).toBe('true');
    await phone.fill('[name=quota]', '50');
    await phone.fill('[name=reason]', 'Nous numérisons les herbiers de l’école.');
    await phone.getByRole('button', { name: 'Envoyer la demande' }).click();
    await phone.locator('.notice--success').first().waitFor();
    await phone.context().close();
  }

  async function grantMore(operator: Page, subscription: string): Promise<void> {
    await operator.goto(`/operateur/acces/${subscription}`);
    expect(await operator.locator('main').innerText()).toContain('herbiers de l’école');
    await stage.look(operator);
    await operator.fill('[name=quota]', '50');
    await operator.locator('form[action$="/formule"] button').click();
    await operator.locator('.notice--success').first().waitFor();
  }

  /** As if the tool had told for two months how much is held; gives the subscription's id. */
  async function measured(): Promise<string> {
    const [row] = await runSql(
      stage.databaseUrl,
      `WITH held AS (
         SELECT id FROM subscription WHERE service_id = '${serviceId}' AND organisation_id IS NOT NULL),
       told AS (
         INSERT INTO usage_day (subscription_id, day, bytes, items, last_activity_at)
         SELECT id, current_date - age, (18 - age * 0.25) * 1000000000, 400 - age, now() - age * interval '1 day'
         FROM held, generate_series(0, 60) AS age)
       SELECT id FROM held`,
    );
    return row!['id'] as string;
  }

  async function optionLike(page: Page, name: string): Promise<string> {
    return (await page.locator('[name=plan] option', { hasText: name }).innerText()).trim();
  }
});
