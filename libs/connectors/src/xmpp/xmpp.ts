import { abilities, type ConnectorFactory } from '../contract/connector-factory.js';
import { endpointField, secretField, textField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';
import { createXmppConnector } from './xmpp-connector.js';

export interface XmppSettings {
  /** `xmpps://host:port`, or `xmpp://` in clear on a private network. */
  readonly url: string;
  /** What follows the @ of an address. */
  readonly domain: string;
  readonly adminUser: string;
  readonly adminPassword: string;
}

const settings = defineSettings(
  'xmpp',
  {
    url: endpointField({ schemes: ['xmpps', 'xmpp'], example: 'xmpps://chat.example.org:5223' }),
    domain: textField({ required: true, example: 'example.org' }),
    adminUser: textField({ required: true, example: 'portail' }),
    adminPassword: secretField({ required: true, example: 'its password' }),
  },
  ({ domain, adminUser }) => [
    ...(/^[a-z0-9][a-z0-9.-]*$/i.test(domain) ? [] : [{ field: 'domain', problem: 'host-name' }]),
    ...(/^[^@/\s<>&'":]+$/.test(adminUser) ? [] : [{ field: 'adminUser', problem: 'local-part' }]),
  ],
);

/** Chat: an account on the server for each member of a subscription. */
export const xmpp: ConnectorFactory<XmppSettings> = {
  id: 'xmpp',
  settings,
  can: abilities('accounts', 'suspend', 'export', 'erase', 'passwords'),
  docs: 'docs/connectors/xmpp.md',
  leaving: ['contacts', 'history', 'address'],
  create: (values, tools) => createXmppConnector(values, tools),
};
