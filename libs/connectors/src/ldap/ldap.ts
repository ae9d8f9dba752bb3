import { abilities, type ConnectorFactory } from '../contract/connector-factory.js';
import { endpointField, secretField, textField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';
import { createLdapConnector } from './ldap-connector.js';

export interface LdapSettings {
  /** `ldaps://host:port`, or `ldap://` in clear on a private network. */
  readonly url: string;
  readonly bindDn: string;
  readonly bindPassword: string;
  readonly baseDn: string;
}

const settings = defineSettings(
  'ldap',
  {
    url: endpointField({ schemes: ['ldaps', 'ldap'], example: 'ldaps://annuaire.example.org:636' }),
    bindDn: textField({ required: true, example: 'cn=portail,dc=example,dc=org' }),
    bindPassword: secretField({ required: true, example: 'its password' }),
    baseDn: textField({ required: true, example: 'ou=ronron,dc=example,dc=org' }),
  },
  (values) =>
    (['bindDn', 'baseDn'] as const)
      .filter((field) => !/^[a-z][\w-]*=/i.test(values[field]))
      .map((field) => ({ field, problem: 'distinguished-name' })),
);

/** A directory for tools that only know LDAP: an entry for each person, a group for each subscription. */
export const ldap: ConnectorFactory<LdapSettings> = {
  id: 'ldap',
  settings,
  can: abilities('accounts', 'groups', 'suspend', 'export', 'erase', 'passwords'),
  docs: 'docs/connectors/ldap.md',
  // In the tools that read the directory.
  keepsContent: () => true,
  leaving: ['tools'],
  create: (values, tools) => createLdapConnector(values, tools),
};
