import { fileURLToPath } from 'node:url';

export * from './contract/outcome.js';
export type * from './contract/connector.js';
export type { ConnectorFactory, ConnectorTools } from './contract/connector-factory.js';
export type { SettingField, SettingFieldType, SettingIssue, SettingsSchema } from './contract/settings-schema.js';
export type { HttpAnswer, HttpClient, HttpRequest } from './http/http-client.js';
export { assertKnownConnectors, connectors, findConnector, type AnyConnectorFactory } from './registry.js';

/** Holds `fr.json`, `en.json` and `br.json` of the namespace `connectors`; the same from `src` and from `dist`. */
export const connectorLocaleFolder = fileURLToPath(new URL('../src/locales', import.meta.url));
export { createHttpClient, type HttpClientOptions } from './http/create-http-client.js';
export { etherpadCacheFolder, installEtherpad } from './etherpad/local/install-etherpad.js';
export { startEtherpad, type LocalEtherpad, type LocalEtherpadOptions } from './etherpad/local/start-etherpad.js';
export {
  hostsOf,
  runConnectorCheck,
  type ConnectorCheckStep,
  type ConnectorCheckTools,
} from './check/run-connector-check.js';
export { createOutgoing } from './network/create-outgoing.js';
export type { Tunnel, Tunnels, TunnelTarget } from './tunnel/tunnels.js';
