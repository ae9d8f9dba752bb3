import { abilities, type ConnectorFactory } from '../contract/connector-factory.js';
import { secretField, textField, urlField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';
import { createHedgeDocConnector } from './hedgedoc-connector.js';

export interface HedgeDocSettings {
  /** Where people open it, without a last slash. */
  readonly url: string;
  /** Of a local account of the portal, which makes and reads the notes of subscriptions; without one, people only sign in. */
  readonly email: string | null;
  readonly password: string | null;
}

const settings = defineSettings(
  'hedgedoc',
  {
    url: urlField({ required: true, example: 'https://notes.example.org' }),
    email: textField({ example: 'portail@example.org' }),
    password: secretField({ example: 'the password of that account' }),
  },
  ({ email, password }) => {
    if ((email === null) === (password === null)) return [];
    return [{ field: email === null ? 'email' : 'password', problem: 'required' }];
  },
);

/** Notes in Markdown: people sign in through the portal, and a subscription has notes of its own. */
export const hedgedoc: ConnectorFactory<HedgeDocSettings> = {
  id: 'hedgedoc',
  settings,
  can: abilities('suspend', 'export', 'usage', 'sso', 'pads', 'open'),
  docs: 'docs/connectors/hedgedoc.md',
  keepsContent: () => true,
  create: createHedgeDocConnector,
};
