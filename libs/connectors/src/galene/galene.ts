import { abilities, type ConnectorFactory } from '../contract/connector-factory.js';
import { booleanField, numberField, secretField, textField, urlField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';
import { createGaleneConnector } from './galene-connector.js';

export interface GaleneSettings {
  readonly url: string;
  readonly apiUrl: string | null;
  readonly adminUser: string;
  readonly adminPassword: string;
  readonly signingSecret: string;
  readonly tokenMinutes: number;
  readonly recording: boolean;
}

/** Whoever is given a token could try secrets on it at leisure: it is to be as long as the hash that signs. */
const SHORTEST_SECRET = 32;

const settings = defineSettings(
  'galene',
  {
    url: urlField({ required: true, example: 'https://visio.example.org:8443' }),
    apiUrl: urlField({ example: 'https://127.0.0.1:8443' }),
    adminUser: textField({ required: true, example: 'ronron' }),
    adminPassword: secretField({ required: true, example: 'of a user with the permission admin' }),
    signingSecret: secretField({ required: true, example: 'what openssl rand -hex 32 prints' }),
    tokenMinutes: numberField({ defaultValue: 120, min: 5, max: 720 }),
    recording: booleanField(),
  },
  ({ signingSecret }) =>
    signingSecret.length < SHORTEST_SECRET ? [{ field: 'signingSecret', problem: 'secret-too-short' }] : [],
);

/** Light video meetings: a group for each room, made through the API when somebody enters, who shows a signed token. */
export const galene: ConnectorFactory<GaleneSettings> = {
  id: 'galene',
  settings,
  can: abilities('suspend', 'rooms', 'lobby', 'guests'),
  docs: 'docs/connectors/galene.md',
  // Recordings are files on the server.
  keepsContent: () => true,
  create: createGaleneConnector,
};
