import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FirstSchema1790000000000 implements MigrationInterface {
  name = 'FirstSchema1790000000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "commune" (
                "id" uuid NOT NULL,
                "insee_code" text NOT NULL,
                "name" text NOT NULL,
                "slug" text NOT NULL,
                "postcodes" text array NOT NULL DEFAULT '{}',
                "served" boolean NOT NULL DEFAULT true,
                "not_served_message" text NOT NULL DEFAULT '',
                "colour" text,
                "logo_file_id" uuid,
                "principal" boolean NOT NULL DEFAULT false,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "UQ_e7332d2d062084a544895f4abf7" UNIQUE ("insee_code"),
                CONSTRAINT "UQ_33ff240083ab3049247be482b3a" UNIQUE ("slug"),
                CONSTRAINT "PK_bc512eb8412b43c9dc6e2c9e683" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "account" (
                "id" uuid NOT NULL,
                "email" text NOT NULL,
                "display_name" text NOT NULL,
                "password_hash" text,
                "commune_id" uuid,
                "locale" text NOT NULL DEFAULT 'fr',
                "confirmed_at" TIMESTAMP WITH TIME ZONE,
                "security_stamp" uuid NOT NULL,
                "terms_accepted_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "terms_version" text NOT NULL,
                "delete_after" TIMESTAMP WITH TIME ZONE,
                "suspended_at" TIMESTAMP WITH TIME ZONE,
                "bounced_at" TIMESTAMP WITH TIME ZONE,
                "last_sign_in_at" TIMESTAMP WITH TIME ZONE,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "UQ_4c8f96ccf523e9a3faefd5bdd4c" UNIQUE ("email"),
                CONSTRAINT "account_email_lowercase" CHECK (email = lower(email)),
                CONSTRAINT "PK_54115ee388cdb6d86bb4bf5b2ea" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_970e29f8edbf66b1d3514641b5" ON "account" ("delete_after")
        `);
    await queryRunner.query(`
            CREATE TABLE "account_token" (
                "hash" text NOT NULL,
                "account_id" uuid NOT NULL,
                "purpose" text NOT NULL,
                "email" text,
                "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "used_at" TIMESTAMP WITH TIME ZONE,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "PK_49b37025ccdde153790b6bcfd5c" PRIMARY KEY ("hash")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_fc8d426296954178b2d0f22ded" ON "account_token" ("expires_at")
        `);
    await queryRunner.query(`
            CREATE TABLE "structure" (
                "id" uuid NOT NULL,
                "slug" text NOT NULL,
                "name" text NOT NULL,
                "kind" text NOT NULL,
                "description" text NOT NULL DEFAULT '',
                "website" text,
                "email" text NOT NULL,
                "phone" text,
                "address" text NOT NULL DEFAULT '',
                "commune_id" uuid,
                "active" boolean NOT NULL DEFAULT true,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "UQ_65898d188590fbd9e5f6657fcb5" UNIQUE ("slug"),
                CONSTRAINT "PK_90ac7986e769d602d218075215c" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "software" (
                "id" uuid NOT NULL,
                "name" text NOT NULL,
                "licence" text NOT NULL,
                "website" text NOT NULL,
                "source_url" text NOT NULL,
                CONSTRAINT "UQ_b927db56077c0eaf4206ce48e6a" UNIQUE ("name"),
                CONSTRAINT "PK_3ceec82cc90b32643b07e8d9841" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "service" (
                "id" uuid NOT NULL,
                "slug" text NOT NULL,
                "structure_id" uuid NOT NULL,
                "software_id" uuid NOT NULL,
                "software_version" text NOT NULL DEFAULT '',
                "name" text NOT NULL,
                "summary" text NOT NULL,
                "description" text NOT NULL DEFAULT '',
                "needs" text array NOT NULL DEFAULT '{}',
                "audiences" text array NOT NULL DEFAULT '{}',
                "address" text NOT NULL,
                "access_mode" text NOT NULL,
                "state" text NOT NULL DEFAULT 'unknown',
                "state_note" text NOT NULL DEFAULT '',
                "capacity" integer,
                "default_quota" bigint,
                "data_location" text NOT NULL DEFAULT '',
                "backup_policy" text NOT NULL DEFAULT '',
                "eligible_communes" text array NOT NULL DEFAULT '{}',
                "eligible_kinds" text array NOT NULL DEFAULT '{}',
                "alternative_help" text NOT NULL DEFAULT '',
                "questions" jsonb NOT NULL DEFAULT '[]',
                "connector_id" text NOT NULL,
                "connector_settings" jsonb NOT NULL DEFAULT '{}',
                "connector_secrets" text,
                "approved_hosts" text array NOT NULL DEFAULT '{}',
                "allow_private_hosts" boolean NOT NULL DEFAULT false,
                "published" boolean NOT NULL DEFAULT false,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "UQ_4df47ef659e04d5be78ddb6b598" UNIQUE ("slug"),
                CONSTRAINT "PK_85a21558c006647cd76fdce044b" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_6a08ae57070da818f441afd1c8" ON "service" ("structure_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "organisation" (
                "id" uuid NOT NULL,
                "name" text NOT NULL,
                "kind" text NOT NULL,
                "rna" text,
                "siren" text,
                "siret" text,
                "commune_id" uuid NOT NULL,
                "purpose" text NOT NULL DEFAULT '',
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "closed_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "UQ_d3ac766d75a943967db06ddbd88" UNIQUE ("rna"),
                CONSTRAINT "UQ_c4a1c9cf5cf01dfe2178b438422" UNIQUE ("siren"),
                CONSTRAINT "UQ_9dfed69cdf199fea5a1bd463f63" UNIQUE ("siret"),
                CONSTRAINT "PK_c725ae234ef1b74cce43d2d00c1" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "membership" (
                "id" uuid NOT NULL,
                "organisation_id" uuid NOT NULL,
                "account_id" uuid NOT NULL,
                "role" text NOT NULL,
                "contact" boolean NOT NULL DEFAULT false,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "UQ_c23f903c36a1e1ea8c494f5a667" UNIQUE ("organisation_id", "account_id"),
                CONSTRAINT "PK_83c1afebef3059472e7c37e8de8" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_2771c409240b06ba165a531217" ON "membership" ("account_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "service_request" (
                "id" uuid NOT NULL,
                "service_id" uuid NOT NULL,
                "account_id" uuid NOT NULL,
                "organisation_id" uuid,
                "status" text NOT NULL,
                "answers" jsonb NOT NULL DEFAULT '{}',
                "asked_questions" jsonb NOT NULL DEFAULT '[]',
                "submitted_at" TIMESTAMP WITH TIME ZONE,
                "waiting_list_since" TIMESTAMP WITH TIME ZONE,
                "decided_at" TIMESTAMP WITH TIME ZONE,
                "decided_by_id" uuid,
                "reason" text,
                "alternative_service_id" uuid,
                "version" integer NOT NULL,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "PK_08446fa58294cb2dd0b6ff9e5a7" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_843d3fe3fe96d6a78a859001fd" ON "service_request" ("account_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_9607a2ccb46aff1a257849bdf8" ON "service_request" ("organisation_id")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "service_request_one_open_for_organisation" ON "service_request" ("service_id", "organisation_id")
            WHERE organisation_id IS NOT NULL
                AND status IN ('draft', 'submitted', 'waiting-for-requester')
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "service_request_one_open_for_account" ON "service_request" ("service_id", "account_id")
            WHERE organisation_id IS NULL
                AND status IN ('draft', 'submitted', 'waiting-for-requester')
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_9f8d2a3c26bf4f5ced12148328" ON "service_request" ("service_id", "status")
        `);
    await queryRunner.query(`
            CREATE TABLE "subscription" (
                "id" uuid NOT NULL,
                "service_id" uuid NOT NULL,
                "account_id" uuid,
                "organisation_id" uuid,
                "request_id" uuid,
                "status" text NOT NULL,
                "quota" bigint,
                "handle" jsonb,
                "wanted_revision" integer NOT NULL DEFAULT '1',
                "applied_revision" integer NOT NULL DEFAULT '0',
                "provisioned_at" TIMESTAMP WITH TIME ZONE,
                "started_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "ended_at" TIMESTAMP WITH TIME ZONE,
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "UQ_f65b2f436177ee123dfd199c493" UNIQUE ("request_id"),
                CONSTRAINT "subscription_one_holder" CHECK (
                    (account_id IS NULL) <> (organisation_id IS NULL)
                ),
                CONSTRAINT "PK_8c3e00ebd02103caa1174cd5d9d" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_587985961c9f142c76f623e5e4" ON "subscription" ("account_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_095bfa54134eed6fc939c40014" ON "subscription" ("organisation_id")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "subscription_one_live_for_organisation" ON "subscription" ("service_id", "organisation_id")
            WHERE organisation_id IS NOT NULL
                AND status <> 'ended'
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "subscription_one_live_for_account" ON "subscription" ("service_id", "account_id")
            WHERE account_id IS NOT NULL
                AND status <> 'ended'
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_e22fd1cb7b82d4e4250fc4c690" ON "subscription" ("service_id", "status")
        `);
    await queryRunner.query(`
            CREATE TABLE "provisioning_job" (
                "id" uuid NOT NULL,
                "subscription_id" uuid NOT NULL,
                "status" text NOT NULL,
                "revision" integer NOT NULL,
                "attempts" integer NOT NULL DEFAULT '0',
                "failure_reason" text,
                "failure_detail" text NOT NULL DEFAULT '',
                "started_at" TIMESTAMP WITH TIME ZONE,
                "next_attempt_at" TIMESTAMP WITH TIME ZONE,
                "finished_at" TIMESTAMP WITH TIME ZONE,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "PK_74d63bd2e0a362ee78d2a876f58" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_989a22a78b219425b0266916ec" ON "provisioning_job" ("subscription_id")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "provisioning_job_one_running" ON "provisioning_job" ("subscription_id")
            WHERE status = 'running'
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_5df37d8d873248bf9b46b1c5a5" ON "provisioning_job" ("status", "created_at")
        `);
    await queryRunner.query(`
            CREATE TABLE "request_event" (
                "id" uuid NOT NULL,
                "request_id" uuid NOT NULL,
                "at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "actor_id" uuid,
                "side" text NOT NULL,
                "status" text,
                "message" text NOT NULL DEFAULT '',
                "internal" boolean NOT NULL DEFAULT false,
                CONSTRAINT "PK_156f0e366bd6410bfe226bea635" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_a087742c770553407a12256587" ON "request_event" ("request_id", "at")
        `);
    await queryRunner.query(`
            CREATE TABLE "role_grant" (
                "id" uuid NOT NULL,
                "account_id" uuid NOT NULL,
                "role" text NOT NULL,
                "structure_id" uuid,
                "commune_id" uuid,
                "notify" text NOT NULL DEFAULT 'at-once',
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "role_grant_scope" CHECK (
                    (
                        role = 'operator'
                        AND structure_id IS NOT NULL
                        AND commune_id IS NULL
                    )
                    OR (
                        role = 'editor'
                        AND commune_id IS NOT NULL
                        AND structure_id IS NULL
                    )
                    OR (
                        role = 'administrator'
                        AND structure_id IS NULL
                        AND commune_id IS NULL
                    )
                ),
                CONSTRAINT "PK_b9e50aafa723c536731c38529fb" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "IDX_f9ea6176168b3a58b4bb3f4434" ON "role_grant" (
                "account_id",
                "role",
                "structure_id",
                "commune_id"
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "audit_entry" (
                "id" uuid NOT NULL,
                "at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "actor_id" uuid,
                "actor_name" text NOT NULL,
                "action" text NOT NULL,
                "subject_kind" text NOT NULL,
                "subject_id" uuid NOT NULL,
                "structure_id" uuid,
                "commune_id" uuid,
                "before" jsonb,
                "after" jsonb,
                "from_address" text,
                CONSTRAINT "PK_58a130a4b9da189f46ba2a01801" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_9d18bd4a32fc0cd8ff82b12037" ON "audit_entry" ("at")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_97535621724623160ea0427566" ON "audit_entry" ("actor_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_211501c1d8fa227f94f74d7d0e" ON "audit_entry" ("subject_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_37cf5aebcc64ba9d2a58ac94aa" ON "audit_entry" ("structure_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_6279a5280beee61dece63fba63" ON "audit_entry" ("commune_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "stored_file" (
                "id" uuid NOT NULL,
                "name" text NOT NULL,
                "media_type" text NOT NULL,
                "size" integer NOT NULL,
                "sha256" text NOT NULL,
                "public" boolean NOT NULL DEFAULT false,
                "content" bytea NOT NULL,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "PK_e140967af84027b493a3ff04fbb" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "worker_beat" (
                "worker_id" text NOT NULL,
                "seen_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "PK_9222dfb799f9b63781ffd6c3a42" PRIMARY KEY ("worker_id")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "outgoing_mail" (
                "id" uuid NOT NULL,
                "recipient" text NOT NULL,
                "account_id" uuid,
                "subject" text NOT NULL,
                "body" text NOT NULL,
                "locale" text NOT NULL,
                "reply_to" text,
                "status" text NOT NULL,
                "failure" text NOT NULL DEFAULT '',
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "sent_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "PK_ed85381cac829352bf9e8238ff8" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_2c342c9ccd323789c155ef967d" ON "outgoing_mail" ("account_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_d7e8676e73134ce16ad21a0ecf" ON "outgoing_mail" ("status", "created_at")
        `);
    await queryRunner.query(`
            CREATE TABLE "rate_limit" (
                "key" character varying(255) NOT NULL,
                "points" integer NOT NULL DEFAULT '0',
                "expire" bigint,
                CONSTRAINT "PK_e6c0c0608decdf78e4d4b263397" PRIMARY KEY ("key")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "session" (
                "sid" character varying NOT NULL,
                "sess" json NOT NULL,
                "expire" TIMESTAMP(6) NOT NULL,
                "account_id" uuid,
                CONSTRAINT "PK_7575923e18b495ed2307ae629ae" PRIMARY KEY ("sid")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_72ee4135086941ddca6a9b4b20" ON "session" ("expire")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_fae5a6b4a57f098e9af8520d49" ON "session" ("account_id")
        `);
    await queryRunner.query(`
            ALTER TABLE "account"
            ADD CONSTRAINT "account_commune_id_fk" FOREIGN KEY ("commune_id") REFERENCES "commune"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "account_token"
            ADD CONSTRAINT "account_token_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "structure"
            ADD CONSTRAINT "structure_commune_id_fk" FOREIGN KEY ("commune_id") REFERENCES "commune"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "service"
            ADD CONSTRAINT "service_structure_id_fk" FOREIGN KEY ("structure_id") REFERENCES "structure"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "service"
            ADD CONSTRAINT "service_software_id_fk" FOREIGN KEY ("software_id") REFERENCES "software"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "organisation"
            ADD CONSTRAINT "organisation_commune_id_fk" FOREIGN KEY ("commune_id") REFERENCES "commune"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "membership"
            ADD CONSTRAINT "membership_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "membership"
            ADD CONSTRAINT "membership_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request"
            ADD CONSTRAINT "service_request_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request"
            ADD CONSTRAINT "service_request_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request"
            ADD CONSTRAINT "service_request_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request"
            ADD CONSTRAINT "service_request_decided_by_id_fk" FOREIGN KEY ("decided_by_id") REFERENCES "account"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request"
            ADD CONSTRAINT "service_request_alternative_service_id_fk" FOREIGN KEY ("alternative_service_id") REFERENCES "service"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription"
            ADD CONSTRAINT "subscription_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription"
            ADD CONSTRAINT "subscription_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription"
            ADD CONSTRAINT "subscription_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription"
            ADD CONSTRAINT "subscription_request_id_fk" FOREIGN KEY ("request_id") REFERENCES "service_request"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "provisioning_job"
            ADD CONSTRAINT "provisioning_job_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "request_event"
            ADD CONSTRAINT "request_event_request_id_fk" FOREIGN KEY ("request_id") REFERENCES "service_request"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "request_event"
            ADD CONSTRAINT "request_event_actor_id_fk" FOREIGN KEY ("actor_id") REFERENCES "account"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "role_grant"
            ADD CONSTRAINT "role_grant_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "role_grant"
            ADD CONSTRAINT "role_grant_structure_id_fk" FOREIGN KEY ("structure_id") REFERENCES "structure"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "role_grant"
            ADD CONSTRAINT "role_grant_commune_id_fk" FOREIGN KEY ("commune_id") REFERENCES "commune"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "role_grant" DROP CONSTRAINT "role_grant_commune_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "role_grant" DROP CONSTRAINT "role_grant_structure_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "role_grant" DROP CONSTRAINT "role_grant_account_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "request_event" DROP CONSTRAINT "request_event_actor_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "request_event" DROP CONSTRAINT "request_event_request_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "provisioning_job" DROP CONSTRAINT "provisioning_job_subscription_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription" DROP CONSTRAINT "subscription_request_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription" DROP CONSTRAINT "subscription_organisation_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription" DROP CONSTRAINT "subscription_account_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription" DROP CONSTRAINT "subscription_service_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request" DROP CONSTRAINT "service_request_alternative_service_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request" DROP CONSTRAINT "service_request_decided_by_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request" DROP CONSTRAINT "service_request_organisation_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request" DROP CONSTRAINT "service_request_account_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request" DROP CONSTRAINT "service_request_service_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "membership" DROP CONSTRAINT "membership_account_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "membership" DROP CONSTRAINT "membership_organisation_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "organisation" DROP CONSTRAINT "organisation_commune_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "service" DROP CONSTRAINT "service_software_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "service" DROP CONSTRAINT "service_structure_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "structure" DROP CONSTRAINT "structure_commune_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "account_token" DROP CONSTRAINT "account_token_account_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "account" DROP CONSTRAINT "account_commune_id_fk"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_fae5a6b4a57f098e9af8520d49"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_72ee4135086941ddca6a9b4b20"
        `);
    await queryRunner.query(`
            DROP TABLE "session"
        `);
    await queryRunner.query(`
            DROP TABLE "rate_limit"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_d7e8676e73134ce16ad21a0ecf"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_2c342c9ccd323789c155ef967d"
        `);
    await queryRunner.query(`
            DROP TABLE "outgoing_mail"
        `);
    await queryRunner.query(`
            DROP TABLE "worker_beat"
        `);
    await queryRunner.query(`
            DROP TABLE "stored_file"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_6279a5280beee61dece63fba63"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_37cf5aebcc64ba9d2a58ac94aa"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_211501c1d8fa227f94f74d7d0e"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_97535621724623160ea0427566"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_9d18bd4a32fc0cd8ff82b12037"
        `);
    await queryRunner.query(`
            DROP TABLE "audit_entry"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_f9ea6176168b3a58b4bb3f4434"
        `);
    await queryRunner.query(`
            DROP TABLE "role_grant"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_a087742c770553407a12256587"
        `);
    await queryRunner.query(`
            DROP TABLE "request_event"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_5df37d8d873248bf9b46b1c5a5"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."provisioning_job_one_running"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_989a22a78b219425b0266916ec"
        `);
    await queryRunner.query(`
            DROP TABLE "provisioning_job"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_e22fd1cb7b82d4e4250fc4c690"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."subscription_one_live_for_account"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."subscription_one_live_for_organisation"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_095bfa54134eed6fc939c40014"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_587985961c9f142c76f623e5e4"
        `);
    await queryRunner.query(`
            DROP TABLE "subscription"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_9f8d2a3c26bf4f5ced12148328"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."service_request_one_open_for_account"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."service_request_one_open_for_organisation"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_9607a2ccb46aff1a257849bdf8"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_843d3fe3fe96d6a78a859001fd"
        `);
    await queryRunner.query(`
            DROP TABLE "service_request"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_2771c409240b06ba165a531217"
        `);
    await queryRunner.query(`
            DROP TABLE "membership"
        `);
    await queryRunner.query(`
            DROP TABLE "organisation"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_6a08ae57070da818f441afd1c8"
        `);
    await queryRunner.query(`
            DROP TABLE "service"
        `);
    await queryRunner.query(`
            DROP TABLE "software"
        `);
    await queryRunner.query(`
            DROP TABLE "structure"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_fc8d426296954178b2d0f22ded"
        `);
    await queryRunner.query(`
            DROP TABLE "account_token"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_970e29f8edbf66b1d3514641b5"
        `);
    await queryRunner.query(`
            DROP TABLE "account"
        `);
    await queryRunner.query(`
            DROP TABLE "commune"
        `);
  }
}
