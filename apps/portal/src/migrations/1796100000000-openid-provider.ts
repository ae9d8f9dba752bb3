import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `CREATE TABLE "oidc_client" ("id" uuid NOT NULL, "service_id" uuid, "name" text NOT NULL DEFAULT '', "tool" text NOT NULL, "secret_hash" text NOT NULL, "secret_shown_at" TIMESTAMP WITH TIME ZONE, "redirect_uris" text array NOT NULL DEFAULT '{}', "post_logout_redirect_uris" text array NOT NULL DEFAULT '{}', "backchannel_logout_uri" text, "scopes" text array NOT NULL DEFAULT '{profile}', "consent" boolean NOT NULL DEFAULT false, "pairwise_salt" text, "id_token_alg" text NOT NULL DEFAULT 'RS256', "logout_failed_at" TIMESTAMP WITH TIME ZONE, "logout_failure" text NOT NULL DEFAULT '', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "REL_7f01a040d4b827e6f3250fc51c" UNIQUE ("service_id"), CONSTRAINT "PK_cb01dc7678dfd0beb43eaa8e578" PRIMARY KEY ("id"))`,
  `CREATE TABLE "oidc_key" ("id" text NOT NULL, "algorithm" text NOT NULL, "sealed" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "signs_from" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "PK_80b1597fe2cb06b0a4cc5ef9ff0" PRIMARY KEY ("id"))`,
  `CREATE TABLE "oidc_consent" ("account_id" uuid NOT NULL, "client_id" uuid NOT NULL, "scopes" text array NOT NULL, "agreed_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "PK_345f356b17d921de5ab9329e0bd" PRIMARY KEY ("account_id", "client_id"))`,
  `CREATE TABLE "oidc_record" ("id" bytea NOT NULL, "kind" text NOT NULL, "grant_id" bytea, "account_id" uuid, "client_id" text, "payload" json NOT NULL, "consumed_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "PK_55d4cf895c47e13b3f0c480c2b5" PRIMARY KEY ("id"))`,
  `CREATE INDEX "IDX_7781109da18b17d7081ba61d2c" ON "oidc_record" ("grant_id")`,
  `CREATE INDEX "IDX_f1389c6d4f150ed3297a3984a8" ON "oidc_record" ("expires_at")`,
  `CREATE INDEX "oidc_record_grants_of_account" ON "oidc_record" ("account_id") WHERE kind = 'Grant'`,
  `CREATE TABLE "oidc_session" ("uid" uuid NOT NULL, "account_id" uuid NOT NULL, "authorizations" jsonb NOT NULL DEFAULT '{}', "state" json, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "PK_589d0a5fd7f44bda3a19de617a8" PRIMARY KEY ("uid"))`,
  `CREATE INDEX "IDX_4d23c83506d89fb844863b97ab" ON "oidc_session" ("account_id")`,
  `ALTER TABLE "session" ADD "sso_uid" uuid`,
  `CREATE INDEX "IDX_93171721b968ae3983da338469" ON "session" ("sso_uid")`,
  `ALTER TABLE "oidc_client" ADD CONSTRAINT "oidc_client_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "oidc_consent" ADD CONSTRAINT "oidc_consent_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "oidc_consent" ADD CONSTRAINT "oidc_consent_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "oidc_client"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
];

/** The same as before, and the name of the sign-in. */
const SESSION_COLUMNS = (ssoUid: string): string => `
  CREATE OR REPLACE FUNCTION ronron_session_account() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.account_id := (NEW.sess->>'passport')::uuid;
    ${ssoUid}
    RETURN NEW;
  END $$`;

/**
 * Whatever ends a right to be signed in to tools leads to a look at what the account is signed in to, in the same transaction, by any
 * path. Nobody who never went to a tool causes work. A session that is ended may come back a moment later under another identifier.
 */
const REVIEW = `
  CREATE FUNCTION ronron_review_sign_ins(account uuid, cause text) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT 1 FROM oidc_session WHERE account_id = account)
      OR EXISTS (SELECT 1 FROM oidc_record WHERE account_id = account AND kind = 'Grant') THEN
      PERFORM graphile_worker.add_job('review-sign-ins'::text,
        payload := json_build_object('accountId', account, 'cause', cause),
        job_key := 'sign-ins:' || cause || ':' || account,
        run_at := now() + CASE WHEN cause IN ('session', 'expired') THEN interval '3 seconds' ELSE interval '0' END);
    END IF;
  END $$`;

const WATCHED: readonly { table: string; event: string; body: string }[] = [
  {
    table: 'session',
    event: 'DELETE',
    body: `IF OLD.account_id IS NOT NULL AND OLD.sso_uid IS NOT NULL THEN
      PERFORM ronron_review_sign_ins(OLD.account_id, CASE WHEN OLD.expire < now()::timestamp THEN 'expired' ELSE 'session' END);
    END IF;`,
  },
  {
    table: 'account',
    event: 'UPDATE OF security_stamp, suspended_at, delete_after OR DELETE',
    body: `PERFORM ronron_review_sign_ins(OLD.id, 'account');`,
  },
  {
    table: 'subscription',
    event: 'UPDATE OF status OR DELETE',
    body: `IF OLD.account_id IS NOT NULL THEN
      PERFORM ronron_review_sign_ins(OLD.account_id, 'right');
    ELSE
      PERFORM ronron_review_sign_ins(account_id, 'right') FROM membership WHERE organisation_id = OLD.organisation_id;
    END IF;`,
  },
  {
    table: 'membership',
    event: 'UPDATE OF role OR DELETE',
    body: `PERFORM ronron_review_sign_ins(OLD.account_id, 'right');`,
  },
  {
    table: 'organisation',
    event: 'UPDATE OF closed_at',
    body: `PERFORM ronron_review_sign_ins(account_id, 'right') FROM membership WHERE organisation_id = OLD.id;`,
  },
];

export class OpenidProvider1796100000000 implements MigrationInterface {
  name = 'OpenidProvider1796100000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await queryRunner.query(statement);
    await queryRunner.query(SESSION_COLUMNS(`NEW.sso_uid := (NEW.sess->'sso'->>'uid')::uuid;`));
    await queryRunner.query(REVIEW);
    for (const { table, event, body } of WATCHED) {
      await queryRunner.query(`
        CREATE FUNCTION ronron_${table}_sign_ins() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          ${body}
          RETURN NULL;
        END $$`);
      await queryRunner.query(`
        CREATE TRIGGER review_sign_ins AFTER ${event} ON "${table}"
        FOR EACH ROW EXECUTE FUNCTION ronron_${table}_sign_ins()`);
    }
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    for (const { table } of WATCHED) {
      await queryRunner.query(`DROP TRIGGER review_sign_ins ON "${table}"`);
      await queryRunner.query(`DROP FUNCTION ronron_${table}_sign_ins()`);
    }
    await queryRunner.query('DROP FUNCTION ronron_review_sign_ins(uuid, text)');
    await queryRunner.query(SESSION_COLUMNS(''));
    await queryRunner.query('ALTER TABLE "session" DROP COLUMN "sso_uid"');
    for (const table of ['oidc_session', 'oidc_record', 'oidc_consent', 'oidc_key', 'oidc_client'])
      await queryRunner.query(`DROP TABLE "${table}"`);
  }
}
