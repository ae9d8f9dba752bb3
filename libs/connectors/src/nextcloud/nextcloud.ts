import { abilities, type ConnectorFactory } from '../contract/connector-factory.js';
import { booleanField, numberField, secretField, textField, urlField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';
import { formerAccounts } from './former/former-accounts.js';
import { nextcloudAccounts } from './nextcloud-accounts.js';
import { createNextcloudConnector } from './nextcloud-connector.js';
import { nextcloudGroups } from './nextcloud-groups.js';
import { nextcloudReadings } from './nextcloud-readings.js';
import { nextcloudSubscriptions } from './nextcloud-subscriptions.js';
import { teamFolders } from './folders/team-folders.js';
import { createOcsApi, type NextcloudSettings } from './ocs-api.js';

const settings = defineSettings('nextcloud', {
  url: urlField({ required: true, example: 'https://cloud.example.org' }),
  adminUser: textField({ required: true, example: 'ronron' }),
  adminPassword: secretField({ required: true, example: 'an app password' }),
  welcomeMail: booleanField(),
  memberQuotaMegabytes: numberField({ defaultValue: 1000, min: 0, max: 100_000_000 }),
});

/** Files: one account for each person, a group and a team folder for each organisation. */
export const nextcloud: ConnectorFactory<NextcloudSettings> = {
  id: 'nextcloud',
  settings,
  can: abilities('accounts', 'groups', 'quota', 'suspend', 'usage', 'sso', 'erase', 'open'),
  docs: 'docs/connectors/nextcloud.md',
  leaving: ['files', 'calendars', 'contacts', 'shares'],
  create(values, { http, clock, randomness }) {
    const api = createOcsApi(values, http);
    const accounts = nextcloudAccounts(api, values, randomness);
    const parts = {
      accounts,
      groups: nextcloudGroups(api),
      folders: teamFolders(api),
      former: formerAccounts(accounts),
    };
    const subscriptions = nextcloudSubscriptions(parts);
    return createNextcloudConnector({
      ...parts,
      settings: values,
      api,
      subscriptions,
      readings: nextcloudReadings(parts),
      clock,
    });
  },
};
