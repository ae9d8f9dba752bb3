import { abilities, type ConnectorFactory } from '../contract/connector-factory.js';
import { numberField, secretField, selectField, textField, urlField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';
import { createEtherpadApi } from './etherpad-api.js';
import { createEtherpadConnector } from './etherpad-connector.js';
import type { EtherpadSettings } from './etherpad-settings.js';

const settings = defineSettings(
  'etherpad',
  {
    url: urlField({ required: true, example: 'https://pads.example.org' }),
    apiUrl: urlField({ example: 'http://127.0.0.1:9001' }),
    authentication: selectField(['api-key', 'oauth']),
    apiKey: secretField({ example: 'the content of APIKEY.txt' }),
    clientId: textField({ example: 'ronron' }),
    clientSecret: secretField({ example: 'the secret of sso.clients' }),
    cookieDomain: textField({ example: 'example.org' }),
    sessionHours: numberField({ defaultValue: 12, min: 1, max: 168 }),
    firstPad: textField({ defaultValue: 'Accueil', example: 'Accueil' }),
  },
  (values) => {
    if (values.authentication === 'api-key') {
      return values.apiKey === null ? [{ field: 'apiKey', problem: 'required' }] : [];
    }
    return (['clientId', 'clientSecret'] as const)
      .filter((field) => values[field] === null)
      .map((field) => ({ field, problem: 'required' }));
  },
);

/** Shared writing: one group of pads for each subscription. */
export const etherpad: ConnectorFactory<EtherpadSettings> = {
  id: 'etherpad',
  settings,
  can: abilities('groups', 'suspend', 'export', 'usage', 'sso', 'pads', 'erase', 'open'),
  docs: 'docs/connectors/etherpad.md',
  leaving: ['addresses'],
  create: (values, tools) => createEtherpadConnector(values, createEtherpadApi(values, tools), tools.clock),
};
