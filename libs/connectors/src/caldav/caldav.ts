import { abilities, type ConnectorFactory } from '../contract/connector-factory.js';
import { secretField, textField, urlField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';
import { createCaldavConnector } from './caldav-connector.js';

export interface CaldavSettings {
  /** What people type into their calendar program. */
  readonly url: string;
  readonly adminUser: string;
  readonly adminPassword: string;
}

const settings = defineSettings(
  'caldav',
  {
    url: urlField({ required: true, example: 'https://agendas.example.org' }),
    adminUser: textField({ defaultValue: 'portail', example: 'portail' }),
    adminPassword: secretField({ required: true, example: 'content of ronron-password' }),
  },
  ({ adminUser }) => (/^[a-z0-9_-]+$/i.test(adminUser) ? [] : [{ field: 'adminUser', problem: 'local-part' }]),
);

/** Calendars and address books on Radicale: a calendar and an address book for each subscription. */
export const caldav: ConnectorFactory<CaldavSettings> = {
  id: 'caldav',
  settings,
  can: abilities('accounts', 'groups', 'suspend', 'export', 'erase', 'open', 'passwords'),
  docs: 'docs/connectors/caldav.md',
  leaving: ['devices'],
  create: (values, tools) => createCaldavConnector(values, tools),
};
