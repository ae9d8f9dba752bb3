import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'pg';

export interface PlantOptions {
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[];
  readonly backchannelLogoutUri?: string;
  readonly idTokenAlg?: 'ES256' | 'RS256';
  readonly scopes?: readonly string[];
  /** The service that the client is, with who has a subscription to it; without, an application that everybody may use. */
  readonly service?: { readonly slug: string; readonly subscriber: string };
}

export interface PlantedClient {
  readonly id: string;
  readonly secret: string;
}

/** Makes a client of the OpenID provider in the database of a portal that runs as a process of its own. */
export async function plantSignInClient(databaseUrl: string, options: PlantOptions): Promise<PlantedClient> {
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  try {
    const id = randomUUID();
    const secret = randomBytes(32).toString('base64url');
    const serviceId = options.service === undefined ? null : await subscribe(database, options.service);
    await database.query(
      `INSERT INTO oidc_client (id, service_id, name, tool, secret_hash, redirect_uris, post_logout_redirect_uris,
         backchannel_logout_uri, scopes, id_token_alg, created_at, updated_at)
       VALUES ($1, $2, 'Planted', 'generic', $3, $4, $5, $6, $7, $8, now(), now())
       ON CONFLICT (service_id) DO UPDATE SET id = EXCLUDED.id, secret_hash = EXCLUDED.secret_hash,
         redirect_uris = EXCLUDED.redirect_uris, scopes = EXCLUDED.scopes, id_token_alg = EXCLUDED.id_token_alg,
         post_logout_redirect_uris = EXCLUDED.post_logout_redirect_uris,
         backchannel_logout_uri = EXCLUDED.backchannel_logout_uri`,
      [
        id,
        serviceId,
        createHash('sha256').update(secret).digest('base64url'),
        options.redirectUris,
        options.postLogoutRedirectUris ?? [],
        options.backchannelLogoutUri ?? null,
        options.scopes ?? ['profile'],
        options.idTokenAlg ?? 'RS256',
      ],
    );
    if (serviceId !== null && options.backchannelLogoutUri !== undefined) {
      const { host } = new URL(options.backchannelLogoutUri);
      await database.query(
        'UPDATE service SET approved_hosts = array_append(approved_hosts, $2), allow_private_hosts = true WHERE id = $1',
        [serviceId, host],
      );
    }
    return { id, secret };
  } finally {
    await database.end();
  }
}

async function subscribe(
  database: Client,
  { slug, subscriber }: { slug: string; subscriber: string },
): Promise<string> {
  const { rows } = await database.query<{ service: string; account: string }>(
    'SELECT service.id AS service, account.id AS account FROM service, account WHERE service.slug = $1 AND account.email = $2',
    [slug, subscriber],
  );
  if (rows[0] === undefined) throw new Error(`No service ${slug} or no account ${subscriber}.`);
  const { service, account } = rows[0];
  await database.query(
    `INSERT INTO subscription (id, service_id, account_id, status, quota, wanted_revision, applied_revision, provisioned_at,
       started_at, updated_at)
     SELECT $1, $2, $3, 'active', 5000000000, 1, 1, now(), now(), now()
     WHERE NOT EXISTS (SELECT 1 FROM subscription WHERE service_id = $2 AND account_id = $3 AND status <> 'ended')`,
    [randomUUID(), service, account],
  );
  return service;
}
