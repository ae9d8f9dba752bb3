import { abilities, type ConnectorFactory } from '../contract/connector-factory.js';
import { secretField, selectField, urlField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';
import { createScimConnector } from './scim-connector.js';

export interface ScimSettings {
  /** Where people go. */
  readonly url: string;
  /** What `/Users` and `/Groups` follow. */
  readonly scimUrl: string;
  readonly token: string;
  readonly userName: 'account' | 'email';
}

const settings = defineSettings('scim', {
  url: urlField({ required: true, example: 'https://tool.example.org' }),
  scimUrl: urlField({ required: true, example: 'https://tool.example.org/scim/v2' }),
  token: secretField({ required: true, example: 'the bearer token that the tool gave' }),
  userName: selectField(['account', 'email']),
});

/** Any tool that is provisioned by SCIM 2.0: a user for each person, a group for each subscription. */
export const scim: ConnectorFactory<ScimSettings> = {
  id: 'scim',
  settings,
  can: abilities('accounts', 'groups', 'suspend', 'export', 'erase', 'open'),
  docs: 'docs/connectors/scim.md',
  create: (values, tools) => createScimConnector(values, tools),
};
