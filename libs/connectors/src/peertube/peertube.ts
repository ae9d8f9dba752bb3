import { abilities, type ConnectorFactory } from '../contract/connector-factory.js';
import { booleanField, secretField, textField, urlField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';
import { createPeerTubeApi } from './peertube-api.js';
import { createPeerTubeConnector } from './peertube-connector.js';

export interface PeerTubeSettings {
  /** Where people open it, without a last slash. */
  readonly url: string;
  /** Of a moderator's account; without one, people only sign in. */
  readonly adminUser: string | null;
  readonly adminPassword: string | null;
  /** Whether the end of a personal subscription removes its account with all its videos; else it is blocked. */
  readonly removeAccounts: boolean;
}

const settings = defineSettings(
  'peertube',
  {
    url: urlField({ required: true, example: 'https://video.example.org' }),
    adminUser: textField({ example: 'ronron' }),
    adminPassword: secretField({ example: 'the password of that account' }),
    removeAccounts: booleanField(),
  },
  ({ adminUser, adminPassword }) => {
    if ((adminUser === null) === (adminPassword === null)) return [];
    return [{ field: adminUser === null ? 'adminUser' : 'adminPassword', problem: 'required' }];
  },
);

/** Videos: people sign in through the portal, and their accounts follow their subscription. */
export const peertube: ConnectorFactory<PeerTubeSettings> = {
  id: 'peertube',
  settings,
  can: abilities('quota', 'sharedAccounts', 'suspend', 'usage', 'sso', 'erase', 'open'),
  docs: 'docs/connectors/peertube.md',
  keepsContent: ({ removeAccounts, adminUser }, holder) =>
    adminUser === null || !removeAccounts || holder === 'organisation',
  create: (values, tools) => createPeerTubeConnector(values, createPeerTubeApi(values, tools), tools.clock),
};
