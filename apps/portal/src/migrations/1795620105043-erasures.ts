import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The audit log stays append-only but for names and addresses, which erasure takes out. */
export class Erasures1795620105043 implements MigrationInterface {
  name = 'Erasures1795620105043';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "service_request" DROP CONSTRAINT "service_request_account_id_fk"
        `);
    await queryRunner.query(`
            CREATE TABLE "erasure" (
                "id" uuid NOT NULL,
                "account_id" uuid NOT NULL,
                "receipt_hash" text NOT NULL,
                "asked_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "erased_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "completed_at" TIMESTAMP WITH TIME ZONE,
                "sealed_person" text,
                "counts" jsonb NOT NULL,
                "identity_kept_until" TIMESTAMP WITH TIME ZONE NOT NULL,
                "account_kept_until" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "UQ_71bbe7d08b873eb83fb810c71a1" UNIQUE ("account_id"),
                CONSTRAINT "UQ_7e775c4c3e4edc4e09128d38a55" UNIQUE ("receipt_hash"),
                CONSTRAINT "PK_9319154af7dd3e180c732f147ec" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "service_erasure" (
                "id" uuid NOT NULL,
                "erasure_id" uuid NOT NULL,
                "service_id" uuid NOT NULL,
                "status" text NOT NULL,
                "attempts" integer NOT NULL DEFAULT '0',
                "failure_reason" text,
                "failure_detail" text NOT NULL DEFAULT '',
                "abandon_reason" text NOT NULL DEFAULT '',
                "next_attempt_at" TIMESTAMP WITH TIME ZONE,
                "finished_at" TIMESTAMP WITH TIME ZONE,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "UQ_e3cec10c5d193589490ca4f4fcb" UNIQUE ("erasure_id", "service_id"),
                CONSTRAINT "PK_9da770b77ace65eee18c2477ba2" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_e13dc28d079adeb6e0640d5a88" ON "service_erasure" ("service_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_b24362e03ad24bc6d43b86f654" ON "service_erasure" ("status")
        `);
    await queryRunner.query(`
            CREATE TABLE "retained_record" (
                "id" uuid NOT NULL,
                "account_id" uuid NOT NULL,
                "category" text NOT NULL,
                "lookup" text NOT NULL,
                "sealed" text NOT NULL,
                "at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "kept_until" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "PK_cdb9ee41f82d8e441033143eac7" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_908b1fb6a3db9a13d4b7583396" ON "retained_record" ("account_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_cc5ba41a76cbc920bf7fd3c01e" ON "retained_record" ("lookup")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_340ccded51937e0beb0386115b" ON "retained_record" ("kept_until")
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request"
            ALTER COLUMN "account_id" DROP NOT NULL
        `);
    await queryRunner.query(`
            ALTER TABLE "service_erasure"
            ADD CONSTRAINT "service_erasure_erasure_id_fk" FOREIGN KEY ("erasure_id") REFERENCES "erasure"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "service_erasure"
            ADD CONSTRAINT "service_erasure_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request"
            ADD CONSTRAINT "service_request_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request"
            ADD CONSTRAINT "service_request_asked_by" CHECK (account_id IS NOT NULL OR organisation_id IS NOT NULL)
        `);
    await queryRunner.query(`
            CREATE OR REPLACE FUNCTION ronron_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF TG_OP = 'UPDATE' AND current_setting('ronron.redacting', true) = 'on' THEN
                RETURN NULL;
              END IF;
              RAISE EXCEPTION 'the audit log is append-only';
            END $$
        `);
    await queryRunner.query(`
            CREATE FUNCTION ronron_redacts_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF (NEW.id, NEW.at, NEW.actor_id, NEW.action, NEW.subject_kind, NEW.subject_id, NEW.structure_id, NEW.commune_id)
                  IS DISTINCT FROM
                 (OLD.id, OLD.at, OLD.actor_id, OLD.action, OLD.subject_kind, OLD.subject_id, OLD.structure_id, OLD.commune_id)
                OR (NEW.from_address IS DISTINCT FROM OLD.from_address AND NEW.from_address IS NOT NULL)
                OR (NEW.actor_name <> OLD.actor_name AND NEW.actor_name <> '(compte supprimé)') THEN
                RAISE EXCEPTION 'the audit log only lets go of names and addresses';
              END IF;
              RETURN NEW;
            END $$
        `);
    await queryRunner.query(`
            CREATE TRIGGER redacts_only BEFORE UPDATE ON "audit_entry"
            FOR EACH ROW EXECUTE FUNCTION ronron_redacts_only()
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            DROP TRIGGER redacts_only ON "audit_entry"
        `);
    await queryRunner.query(`
            DROP FUNCTION ronron_redacts_only()
        `);
    await queryRunner.query(`
            CREATE OR REPLACE FUNCTION ronron_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              RAISE EXCEPTION 'the audit log is append-only';
            END $$
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request" DROP CONSTRAINT "service_request_asked_by"
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request" DROP CONSTRAINT "service_request_account_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "service_erasure" DROP CONSTRAINT "service_erasure_service_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "service_erasure" DROP CONSTRAINT "service_erasure_erasure_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request"
            ALTER COLUMN "account_id"
            SET NOT NULL
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_340ccded51937e0beb0386115b"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_cc5ba41a76cbc920bf7fd3c01e"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_908b1fb6a3db9a13d4b7583396"
        `);
    await queryRunner.query(`
            DROP TABLE "retained_record"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_b24362e03ad24bc6d43b86f654"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_e13dc28d079adeb6e0640d5a88"
        `);
    await queryRunner.query(`
            DROP TABLE "service_erasure"
        `);
    await queryRunner.query(`
            DROP TABLE "erasure"
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request"
            ADD CONSTRAINT "service_request_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
  }
}
