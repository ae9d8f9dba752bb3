export interface EtherpadSettings {
  /** Where people open pads, without a last slash. */
  readonly url: string;
  /** Where the portal calls the API, when it is another address. */
  readonly apiUrl: string | null;
  readonly authentication: 'api-key' | 'oauth';
  readonly apiKey: string | null;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  /** The domain that the portal and the pads share; null when both are on one host. */
  readonly cookieDomain: string | null;
  readonly sessionHours: number;
  readonly firstPad: string;
}
