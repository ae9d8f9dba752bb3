import { abilities, type ConnectorFactory } from '../contract/connector-factory.js';
import { booleanField, secretField, selectField, urlField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';
import { createBbbConnector } from './bbb-connector.js';
import type { ChecksumAlgorithm } from './checksum.js';

export interface BigBlueButtonSettings {
  readonly url: string;
  readonly secret: string;
  readonly checksum: 'auto' | ChecksumAlgorithm;
  readonly recording: boolean;
}

const settings = defineSettings('bigbluebutton', {
  url: urlField({ required: true, example: 'https://visio.example.org/bigbluebutton' }),
  secret: secretField({ required: true, example: 'what bbb-conf --secret shows' }),
  checksum: selectField(['auto', 'sha512', 'sha384', 'sha256', 'sha1']),
  recording: booleanField(),
});

/** Video meetings and classes: meetings made when somebody enters, ended with their room, with recordings. */
export const bigbluebutton: ConnectorFactory<BigBlueButtonSettings> = {
  id: 'bigbluebutton',
  settings,
  can: abilities('suspend', 'rooms', 'lobby', 'recordings', 'guests'),
  docs: 'docs/connectors/bigbluebutton.md',
  leaving: ['recordings'],
  create: createBbbConnector,
};
