import { SECOND } from '@ronron/kernel';
import { z } from 'zod';
import type { ConnectorTools } from '../contract/connector-factory.js';
import { done, failed, type Outcome } from '../contract/outcome.js';
import { readJson } from '../http/read-json.js';
import type { EtherpadSettings } from './etherpad-settings.js';

/** What one call must carry to be accepted. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
}

export interface CredentialSource {
  get(): Promise<Outcome<Credentials>>;
  /** Says that the last ones were refused. True when new ones can be had. */
  forget(): boolean;
}

const tokenAnswer = z.object({
  // It becomes a header: anything but visible ASCII would break the next call.
  access_token: z
    .string()
    .max(8000)
    .regex(/^[\x21-\x7e]+$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().positive().default(60),
});

/** An API key goes into the form's body: in a query it would stand in the server's logs. */
export function createCredentialSource(settings: EtherpadSettings, tools: ConnectorTools): CredentialSource {
  if (settings.authentication === 'oauth') return oauthSource(settings, tools);
  const credentials = { headers: {}, form: { apikey: settings.apiKey ?? '' } };
  return { get: async () => done(credentials), forget: () => false };
}

/** Etherpad 3 in `sso` mode: client credentials, with the `resource` that its token endpoint insists on. */
function oauthSource(settings: EtherpadSettings, { http, clock }: ConnectorTools): CredentialSource {
  let current: { credentials: Credentials; expiresAt: number } | null = null;
  const base = settings.apiUrl ?? settings.url;
  const basic = [settings.clientId ?? '', settings.clientSecret ?? ''].map(encodeURIComponent).join(':');

  return {
    async get() {
      if (current !== null && current.expiresAt > clock.now().getTime()) return done(current.credentials);
      const answer = await http.send({
        method: 'POST',
        url: `${base}/oidc/token`,
        headers: {
          authorization: `Basic ${Buffer.from(basic).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          resource: new URL(settings.url).origin,
        }).toString(),
      });
      if (answer.kind !== 'done') return answer;
      const { status } = answer.value;
      if (status >= 400 && status < 500) {
        return failed('unauthorised', `The token endpoint refused the client: HTTP ${status}.`);
      }
      const token = readJson(answer.value, tokenAnswer);
      if (token.kind !== 'done') return token;
      const credentials = { headers: { authorization: `Bearer ${token.value.access_token}` }, form: {} };
      // A token that expires on its way would cost a refusal and a second try.
      const lifetime = Math.max(token.value.expires_in - 30, 0) * SECOND;
      current = { credentials, expiresAt: clock.now().getTime() + lifetime };
      return done(credentials);
    },
    forget() {
      const hadOne = current !== null;
      current = null;
      return hadOne;
    },
  };
}
