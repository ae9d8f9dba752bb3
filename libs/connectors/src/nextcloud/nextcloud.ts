import { abilities, type ConnectorFactory } from '../contract/connector-factory.js';
import { booleanField, secretField, textField, urlField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';
import { nextcloudAccounts } from './nextcloud-accounts.js';
import { createNextcloudConnector } from './nextcloud-connector.js';
import { createOcsApi, type NextcloudSettings } from './ocs-api.js';

const settings = defineSettings('nextcloud', {
  url: urlField({ required: true, example: 'https://cloud.example.org' }),
  adminUser: textField({ required: true, example: 'ronron' }),
  adminPassword: secretField({ required: true, example: 'an app password' }),
  welcomeMail: booleanField(),
});

/** Files: one account for each member of a subscription, a group for each organisation. */
export const nextcloud: ConnectorFactory<NextcloudSettings> = {
  id: 'nextcloud',
  settings,
  can: abilities('accounts', 'groups', 'quota', 'suspend', 'usage', 'sso', 'erase', 'open'),
  docs: 'docs/connectors/nextcloud.md',
  leaving: ['files', 'calendars', 'contacts', 'shares'],
  create(values, { http, clock, randomness }) {
    const api = createOcsApi(values, http);
    return createNextcloudConnector(values, api, nextcloudAccounts(api, values, randomness), clock);
  },
};
