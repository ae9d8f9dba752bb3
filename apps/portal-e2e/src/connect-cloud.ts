import type { OcsPeer } from '@ronron/testing';
import type { Page } from 'playwright-core';
import type { Stage } from './stage.js';

export const CLOUD = 'Le nuage des associations';
export const CLOUD_PATH = '/services/le-nuage-des-associations';

/** The administrator adds a Nextcloud and approves its host; the operator enters its settings. */
export async function connectCloud(stage: Stage, peer: OcsPeer, adminPassword: string): Promise<void> {
  const admin = await stage.signedIn('admin@demo.example');
  await admin.goto('/admin/services');
  await stage.look(admin);
  await admin.goto('/admin/services/nouveau');
  await admin.fill('[name=name]', CLOUD);
  await admin.selectOption('[name=structureId]', { label: 'Cornouaille Libre' });
  await admin.fill('[name=summary]', 'Ranger et partager les fichiers d’une association.');
  await admin.check('[name=needs][value=store]');
  await admin.check('[name=audiences][value=residents]');
  await admin.check('[name=audiences][value=organisations]');
  const nextcloud = admin.locator('[name=softwareId] option', { hasText: 'Nextcloud' });
  await admin.selectOption('[name=softwareId]', (await nextcloud.getAttribute('value'))!);
  await admin.fill('[name=address]', peer.url);
  await admin.check('[name=connectorId][value=nextcloud]');
  await admin.check('[name=accessMode][value=on-request]');
  await admin.fill('[name=quotaGigabytes]', '5');
  await admin.fill('[name=approvedHosts]', '127.0.0.1');
  await admin.check('[name=allowPrivateHosts]');
  await admin.check('[name=published]');
  await stage.look(admin);
  await admin.getByRole('button', { name: 'Enregistrer' }).click();
  await admin.locator('.notice--success').first().waitFor();
  await admin.context().close();

  const operator = await stage.signedIn('operateur@demo.example');
  await openConnection(operator);
  await stage.look(operator);
  await operator.fill('[name=url]', peer.url);
  await operator.fill('[name=adminUser]', peer.adminUser);
  await enterPassword(operator, adminPassword);
  await operator.context().close();
}

/** The operator's page of the cloud's connection. */
export async function openConnection(operator: Page): Promise<void> {
  await operator.goto('/operateur/services');
  await operator.getByRole('link', { name: CLOUD }).first().click();
  await operator.locator('nav.tabs a[href$="/connecteur"]').click();
}

/** Saves the connection with this password, which the page never shows again. */
export async function enterPassword(operator: Page, password: string): Promise<void> {
  await operator.fill('[name=adminPassword]', password);
  await operator.locator('form[action$="/connecteur"] .actions button').click();
  await operator.locator('.notice--success').first().waitFor();
  if ((await operator.content()).includes(password)) throw new Error('The page shows the password again.');
}

/** Waits until a granted service of the signed-in person stands in a state, by loading the page again. */
export async function untilMyServices(page: Page, holds: (text: string) => boolean): Promise<void> {
  let text = '';
  for (let attempt = 0; attempt < 80; attempt++) {
    await page.goto('/mes-services');
    text = await page.locator('main').innerText();
    if (holds(text)) return;
    await page.waitForTimeout(250);
  }
  throw new Error(`My services still say:\n${text}`);
}
