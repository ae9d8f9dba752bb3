import type { ConnectorFactory } from './contract/connector-factory.js';
import { bigbluebutton } from './bigbluebutton/bigbluebutton.js';
import { caldav } from './caldav/caldav.js';
import { cryptpad } from './cryptpad/cryptpad.js';
import { dummy } from './dummy/dummy.js';
import { etherpad } from './etherpad/etherpad.js';
import { hedgedoc } from './hedgedoc/hedgedoc.js';
import { galene } from './galene/galene.js';
import { jitsi } from './jitsi/jitsi.js';
import { ldap } from './ldap/ldap.js';
import { link } from './link/link.js';
import { mailman } from './mailman/mailman.js';
import { mobilizon } from './mobilizon/mobilizon.js';
import { nextcloud } from './nextcloud/nextcloud.js';
import { peertube } from './peertube/peertube.js';
import { scim } from './scim/scim.js';
import { webhook } from './webhook/webhook.js';
import { xmpp } from './xmpp/xmpp.js';

/** A factory whose settings' type is its own affair: `create` takes what its `settings.read` gave. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the registry holds factories of different settings
export type AnyConnectorFactory = ConnectorFactory<any>;

/** Every kind of software that the portal can speak to. */
export const connectors: readonly AnyConnectorFactory[] = [
  link,
  etherpad,
  nextcloud,
  jitsi,
  bigbluebutton,
  galene,
  ldap,
  xmpp,
  mailman,
  caldav,
  scim,
  webhook,
  cryptpad,
  mobilizon,
  hedgedoc,
  peertube,
  dummy,
];

/** The factory of an id, or null. */
export function findConnector(id: string): AnyConnectorFactory | null {
  return connectors.find((factory) => factory.id === id) ?? null;
}

/**
 * For the start: a service whose connector this release does not have would fail later, one job at a time.
 * @throws Error naming the unknown ids and the known ones.
 */
export function assertKnownConnectors(ids: Iterable<string>): void {
  const unknown = [...new Set(ids)].filter((id) => findConnector(id) === null).sort();
  if (unknown.length === 0) return;
  const known = connectors.map((factory) => factory.id).join(', ');
  throw new Error(`Unknown connector: ${unknown.join(', ')}. This release knows: ${known}.`);
}
