import { ServiceConnectors } from '../features/catalogue/service-connectors.service.js';
import { Service } from '../features/catalogue/service.entity.js';
import { Software } from '../features/catalogue/software.entity.js';
import { SecretBox } from '../platform/security/secret-box.js';
import type { TestPortal } from './portal-harness.js';

/** A published service that everybody may have at once, unless `values` say otherwise. */
export async function testService(
  portal: TestPortal,
  values: Partial<Service> & Pick<Service, 'structureId'>,
): Promise<Service> {
  const software = await testSoftware(portal);
  const now = portal.clock.now();
  const id = portal.newId();
  await portal.database.getRepository(Service).insert({
    id,
    slug: `service-${id.slice(-8)}`,
    softwareId: software.id,
    softwareVersion: '1.0',
    name: `Service ${id.slice(-8)}`,
    summary: 'Un service pour les essais.',
    needs: ['write'],
    audiences: ['residents', 'organisations'],
    address: 'https://tool.example/',
    accessMode: 'open',
    state: 'operational',
    capacity: null,
    defaultQuota: null,
    questions: [],
    connectorId: 'dummy',
    connectorSettings: { url: 'https://tool.example', behaviour: 'ok' },
    published: true,
    createdAt: now,
    updatedAt: now,
    ...values,
  } as never);
  return portal.database.getRepository(Service).findOneByOrFail({ id });
}

/** Such a service in front of a tool on this machine, with the connector's secrets. */
export async function connectedService(
  portal: TestPortal,
  connectorId: string,
  settings: object,
  secrets: object,
): Promise<Service> {
  const made = await testService(portal, {
    structureId: (await portal.structure()).id,
    connectorId,
    connectorSettings: { url: 'https://tool.example.bzh', ...settings },
    approvedHosts: ['127.0.0.1'],
    allowPrivateHosts: true,
  });
  await giveSecrets(portal, made, secrets);
  return made;
}

/** Seals a connector's secrets, as its page does. */
export async function giveSecrets(portal: TestPortal, { id }: Service, secrets: object): Promise<void> {
  const connectorSecrets = portal.app.get(SecretBox).seal(JSON.stringify(secrets), ServiceConnectors.context(id));
  await portal.database.getRepository(Service).update({ id }, { connectorSecrets });
}

async function testSoftware(portal: TestPortal): Promise<Software> {
  const repository = portal.database.getRepository(Software);
  const known = await repository.findOneBy({ name: 'Etherpad' });
  if (known !== null) return known;
  return repository.save({
    id: portal.newId(),
    name: 'Etherpad',
    licence: 'Apache-2.0',
    website: 'https://etherpad.org/',
    sourceUrl: 'https://github.com/ether/etherpad-lite',
  });
}
