export { startInstalledPostgres, type InstalledPostgres } from './database/installed-postgres.js';
export { allSpoken, spokenPage, spokenWords, type Spoken } from './browser/spoken-page.js';
export { accessibilityProblems, openBrowser, openPage, sidewaysScroll } from './browser/browser.js';
export { dropDatabase } from './database/drop-database.js';
export { createTestDatabase, type TestDatabase } from './database/test-database.js';
export { runSql } from './database/run-sql.js';
export { startTestServer, type TestServer } from './database/test-server.js';
export { PageClient, SentAway, type FieldValues, type Page } from './page-client.js';
export { freePort } from './process/free-port.js';
export {
  runPortalProgram,
  startPortalProcess,
  type PortalProcess,
  type PortalProgram,
} from './process/portal-process.js';
export { startEtherpadPeer, type EtherpadPeer } from './peers/etherpad-peer.js';
export { behindFaultyProxy, faults, startFaultyProxy, type Fault, type FaultyProxy } from './peers/faulty-proxy.js';
export { startHedgeDocPeer, type HedgeDocPeer } from './peers/hedgedoc-peer.js';
export {
  startBigBlueButtonPeer,
  type BbbMeeting,
  type BbbPeerRecording,
  type BigBlueButtonPeer,
} from './peers/bigbluebutton-peer.js';
export { startGalenePeer, type GalenePeer, type GalenePeerGroup } from './peers/galene-peer.js';
export { startJitsiPeer, type JitsiPeer } from './peers/jitsi-peer.js';
export { startPeerTubePeer, type PeerTubeAccount, type PeerTubePeer } from './peers/peertube-peer.js';
export { startOcsPeer, type OcsOddity, type OcsPeer } from './peers/nextcloud/ocs-peer.js';
export type { OcsUser } from './peers/nextcloud/ocs-users.js';
export type { TeamFolder } from './peers/nextcloud/team-folders.js';
export { startFaultySocketProxy, type FaultySocketProxy } from './peers/faulty-socket-proxy.js';
export { makeCertificate } from './peers/certificate.js';
export { startSlapdPeer, type SlapdPeer } from './peers/slapd-peer.js';
export { startWebhookPeer, type ReceivedMessage, type WebhookPeer } from './peers/webhook-peer.js';
export { startOpenIdPeer, type OpenIdFault, type OpenIdPeer, type OpenIdPerson } from './peers/openid-peer.js';
export { startLemonPeer, type LemonPeer } from './peers/lemonldap-peer.js';
export { startProsodyPeer, type ProsodyPeer } from './peers/prosody-peer.js';
export { RoundRobin } from './peers/round-robin.js';
export { startMailmanPeer, type MailmanPeer } from './peers/mailman-peer.js';
export { startWebhookTool, type WebhookTool } from './peers/webhook-tool.js';
export { startScimPeer, type ScimOddity, type ScimPeer, type ScimRecord } from './peers/scim-peer.js';
export { apacheRelyingParty, type ApacheProvider, type ApacheRelyingParty } from './peers/apache-relying-party.js';
export { plantSignInClient, type PlantedClient, type PlantOptions } from './database/plant-sign-in-client.js';
export { startRadicalePeer, type RadicalePeer } from './peers/radicale-peer.js';
export { bodyOf, startPeerServer, type PeerServer } from './peers/peer-server.js';
