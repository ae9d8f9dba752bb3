import { abilities, type ConnectorFactory } from '../contract/connector-factory.js';
import { booleanField, secretField, textField, urlField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';
import { createMailmanConnector } from './mailman-connector.js';

export interface MailmanSettings {
  /** Of the REST API, without the version. */
  readonly apiUrl: string;
  readonly adminUser: string;
  readonly adminPassword: string;
  /** What follows the @ of the lists' addresses. */
  readonly mailHost: string;
  /** Where Postorius shows lists. */
  readonly webUrl: string;
  /** Whether Mailman writes to people whom the portal adds. */
  readonly welcomeMail: boolean;
}

const settings = defineSettings(
  'mailman',
  {
    apiUrl: urlField({ required: true, example: 'http://127.0.0.1:8001' }),
    adminUser: textField({ defaultValue: 'restadmin', example: 'restadmin' }),
    adminPassword: secretField({ required: true, example: 'admin_pass of mailman.cfg' }),
    mailHost: textField({ required: true, example: 'listes.example.org' }),
    webUrl: urlField({ required: true, example: 'https://listes.example.org/mailman3/postorius' }),
    welcomeMail: booleanField(),
  },
  ({ mailHost }) => (/^[a-z0-9][a-z0-9.-]*$/.test(mailHost) ? [] : [{ field: 'mailHost', problem: 'host-name' }]),
);

/** Mailing lists: one for each subscription, with its members and its managers as owners. */
export const mailman: ConnectorFactory<MailmanSettings> = {
  id: 'mailman',
  settings,
  can: abilities('groups', 'suspend', 'export', 'usage', 'erase', 'open'),
  docs: 'docs/connectors/mailman.md',
  // The archives, which Mailman core does not know.
  keepsContent: () => true,
  leaving: ['archives', 'members'],
  create: (values, tools) => createMailmanConnector(values, tools),
};
