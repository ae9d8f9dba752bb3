import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Rights1795621948556 implements MigrationInterface {
  name = 'Rights1795621948556';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "data_export" (
                "id" uuid NOT NULL,
                "account_id" uuid NOT NULL,
                "status" text NOT NULL,
                "attempts" integer NOT NULL DEFAULT '0',
                "asked_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "ready_at" TIMESTAMP WITH TIME ZONE,
                "expires_at" TIMESTAMP WITH TIME ZONE,
                "file_id" uuid,
                "fetched_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "PK_0765a950021643539f983b764ad" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_68dd81ebba88f17cdc4843c006" ON "data_export" ("expires_at")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "data_export_one_under_way" ON "data_export" ("account_id")
            WHERE status = 'queued'
        `);
    await queryRunner.query(`
            CREATE TABLE "rights_request" (
                "id" uuid NOT NULL,
                "right" text NOT NULL,
                "account_id" uuid,
                "structure_id" uuid,
                "name" text NOT NULL,
                "email" text NOT NULL,
                "locale" text NOT NULL,
                "message" text NOT NULL,
                "deceased_name" text,
                "deceased_email" text,
                "kinship" text,
                "wish" text,
                "pieces_seen" text array NOT NULL DEFAULT '{}',
                "status" text NOT NULL,
                "received_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "due_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "extended_at" TIMESTAMP WITH TIME ZONE,
                "extension_reason" text NOT NULL DEFAULT '',
                "answer" text NOT NULL DEFAULT '',
                "answered_at" TIMESTAMP WITH TIME ZONE,
                "answered_by_id" uuid,
                CONSTRAINT "rights_request_status" CHECK (status IN ('open', 'accepted', 'refused')),
                CONSTRAINT "PK_f4a1496399535188e6ce9609687" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_a56686247d38b4b215fb27f7ec" ON "rights_request" ("account_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_7e90240f661e0b84ceb3d11b35" ON "rights_request" ("structure_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_71482b843085ab1ede9087d031" ON "rights_request" ("status", "due_at")
        `);
    await queryRunner.query(`
            CREATE TABLE "text_acceptance" (
                "id" uuid NOT NULL,
                "account_id" uuid NOT NULL,
                "kind" text NOT NULL,
                "version" integer NOT NULL,
                "accepted_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "UQ_0d9e92f7bfea0b3d9f36cfdf0d4" UNIQUE ("account_id", "kind", "version"),
                CONSTRAINT "PK_b6a93fc1227ac935754fd0f16aa" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            ALTER TABLE "account"
            ADD "moved_out_until" TIMESTAMP WITH TIME ZONE
        `);
    await queryRunner.query(`
            ALTER TABLE "stored_file"
            ADD "account_id" uuid
        `);
    await queryRunner.query(`
            ALTER TABLE "stored_file"
            ADD "kept_until" TIMESTAMP WITH TIME ZONE
        `);
    await queryRunner.query(`
            ALTER TABLE "legal_text"
            ADD "needs_acceptance" boolean NOT NULL DEFAULT false
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_7d9ef90eacdabc0f37df1e405d" ON "account" ("moved_out_until")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_aa412b360b572f1bf134b10c4e" ON "stored_file" ("account_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_bea9662be6dcc616d2c8abd507" ON "stored_file" ("kept_until")
        `);
    await queryRunner.query(`
            ALTER TABLE "data_export"
            ADD CONSTRAINT "data_export_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "data_export"
            ADD CONSTRAINT "data_export_file_id_fk" FOREIGN KEY ("file_id") REFERENCES "stored_file"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "rights_request"
            ADD CONSTRAINT "rights_request_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "rights_request"
            ADD CONSTRAINT "rights_request_structure_id_fk" FOREIGN KEY ("structure_id") REFERENCES "structure"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "rights_request"
            ADD CONSTRAINT "rights_request_answered_by_id_fk" FOREIGN KEY ("answered_by_id") REFERENCES "account"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "text_acceptance"
            ADD CONSTRAINT "text_acceptance_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    // What people accepted when they signed up is the beginning of their history.
    await queryRunner.query(`
            INSERT INTO "text_acceptance" ("id", "account_id", "kind", "version", "accepted_at")
            SELECT gen_random_uuid(), id, 'terms', terms_version::integer, terms_accepted_at FROM "account"
            WHERE terms_version ~ '^[0-9]{1,9}$'
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "text_acceptance" DROP CONSTRAINT "text_acceptance_account_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "rights_request" DROP CONSTRAINT "rights_request_answered_by_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "rights_request" DROP CONSTRAINT "rights_request_structure_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "rights_request" DROP CONSTRAINT "rights_request_account_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "data_export" DROP CONSTRAINT "data_export_file_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "data_export" DROP CONSTRAINT "data_export_account_id_fk"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_bea9662be6dcc616d2c8abd507"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_aa412b360b572f1bf134b10c4e"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_7d9ef90eacdabc0f37df1e405d"
        `);
    await queryRunner.query(`
            ALTER TABLE "legal_text" DROP COLUMN "needs_acceptance"
        `);
    await queryRunner.query(`
            ALTER TABLE "stored_file" DROP COLUMN "kept_until"
        `);
    await queryRunner.query(`
            ALTER TABLE "stored_file" DROP COLUMN "account_id"
        `);
    await queryRunner.query(`
            ALTER TABLE "account" DROP COLUMN "moved_out_until"
        `);
    await queryRunner.query(`
            DROP TABLE "text_acceptance"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_71482b843085ab1ede9087d031"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_7e90240f661e0b84ceb3d11b35"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_a56686247d38b4b215fb27f7ec"
        `);
    await queryRunner.query(`
            DROP TABLE "rights_request"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."data_export_one_under_way"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_68dd81ebba88f17cdc4843c006"
        `);
    await queryRunner.query(`
            DROP TABLE "data_export"
        `);
  }
}
