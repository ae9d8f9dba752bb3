import { SECOND } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import type { Account } from '../features/accounts/account.entity.js';
import type { RequestQuestion } from '../features/catalogue/request-question.js';
import { Service } from '../features/catalogue/service.entity.js';
import { Software } from '../features/catalogue/software.entity.js';
import { Membership, type MembershipRole } from '../features/organisations/membership.entity.js';
import { Organisation } from '../features/organisations/organisation.entity.js';
import type { TestPortal } from './portal-harness.js';

export const QUESTIONS: RequestQuestion[] = [
  { name: 'people', kind: 'number', label: 'Combien de personnes ?', required: true, min: 1, max: 500 },
  { name: 'space', kind: 'choice', label: 'Quelle place ?', required: true, options: ['5 Go', '20 Go'] },
  { name: 'purpose', kind: 'long-text', label: 'Pour quoi faire ?', required: true },
];

export const ANSWERS = { 'q-people': '12', 'q-space': '20 Go', 'q-purpose': 'Les comptes rendus' };

export const ASK_FORM = 'form[action$="/demande"]';

/**
 * A published service of a structure; on request with three questions, and in front of a dummy that does what it is told,
 * unless `values` say otherwise.
 * @throws Error for another connector without its settings: whatever it is asked would fail, and prove nothing.
 */
export async function aService(portal: TestPortal, values: Partial<Service> = {}): Promise<Service> {
  const { connectorId = 'dummy', connectorSettings } = values;
  if (connectorId !== 'dummy' && connectorSettings === undefined)
    throw new Error(`Say the settings of ${connectorId}.`);
  const { manager } = portal.database;
  const id = portal.newId();
  const softwareId = portal.newId();
  const now = portal.clock.now();
  await manager.insert(Software, {
    id: softwareId,
    name: `Outil ${softwareId}`,
    licence: 'AGPL-3.0-or-later',
    website: 'https://outil.example/',
    sourceUrl: 'https://outil.example/source',
  });
  await manager.insert(Service, {
    id,
    slug: `service-${id.slice(-12)}`,
    structureId: (await portal.structure()).id,
    softwareId,
    name: `Nuage ${id.slice(-6)}`,
    summary: 'Garder et partager des fichiers.',
    address: 'https://nuage.example/',
    needs: ['store'],
    audiences: ['residents', 'organisations'],
    accessMode: 'on-request',
    questions: QUESTIONS as never,
    defaultQuota: 5_000_000_000,
    connectorId,
    connectorSettings: { url: 'https://nuage.example', behaviour: 'ok' },
    published: true,
    createdAt: now,
    updatedAt: now,
    ...values,
  } as never);
  return manager.findOneByOrFail(Service, { id });
}

export async function anOrganisation(
  portal: TestPortal,
  members: readonly (readonly [Account, MembershipRole])[],
  values: Partial<Organisation> = {},
): Promise<Organisation> {
  const { manager } = portal.database;
  const id = portal.newId();
  const createdAt = portal.clock.now();
  const communeId = (await portal.commune()).id;
  await manager.insert(Organisation, {
    id,
    name: `Cercle ${id.slice(-6)}`,
    kind: 'association',
    communeId,
    createdAt,
    ...values,
  } as never);
  for (const [account, role] of members) {
    await manager.insert(Membership, {
      id: portal.newId(),
      organisationId: id,
      accountId: account.id,
      role,
      contact: role === 'owner',
      createdAt,
    });
  }
  return manager.findOneByOrFail(Organisation, { id });
}

/** Fills the form in and sends it, as a person would; then a second passes, so that what follows comes after. */
export async function ask(
  portal: TestPortal,
  client: PageClient,
  service: Service,
  answers: Record<string, string> = ANSWERS,
  forWhom?: string,
): Promise<Page> {
  const page = await client.get(`/services/${service.slug}/demande${forWhom === undefined ? '' : `?pour=${forWhom}`}`);
  const after = await client.submit(page, ASK_FORM, answers, 'button[value=send]');
  portal.clock.advance(SECOND);
  return after;
}

/** The id at the end of a page's address. */
export function idOf(page: Page): string {
  const id = /[0-9a-f-]{36}/.exec(page.path)?.[0];
  if (id === undefined) throw new Error(`No id in ${page.path}: ${page.status}\n${page.$('main').text()}`);
  return id;
}
