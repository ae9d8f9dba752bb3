import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OpenCommitments1795619867010 implements MigrationInterface {
  name = 'OpenCommitments1795619867010';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "action_milestone" (
                "id" uuid NOT NULL,
                "action_id" uuid NOT NULL,
                "title" text NOT NULL,
                "due_on" date,
                "reached_on" date,
                CONSTRAINT "PK_39f35e702e4433d1a79add63c4a" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_2047cf8a58b0ca1b65cc2d4a8d" ON "action_milestone" ("action_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "figures_key" (
                "id" uuid NOT NULL,
                "commune_id" uuid NOT NULL,
                "name" text NOT NULL,
                "sealed_secret" text NOT NULL,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "last_used_at" TIMESTAMP WITH TIME ZONE,
                "revoked_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "PK_fe7cc7a808ae354e6c1c37c5f1e" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_14295f95ed7670981c2de0059d" ON "figures_key" ("commune_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "hosting_figure" (
                "commune_id" uuid NOT NULL,
                "source" text NOT NULL,
                "day" date NOT NULL,
                "value" double precision NOT NULL,
                CONSTRAINT "PK_4f35f3abb8e21f5e3b8f414a685" PRIMARY KEY ("commune_id", "source", "day")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "framework_revision" (
                "id" uuid NOT NULL,
                "framework_id" uuid NOT NULL,
                "version" integer NOT NULL,
                "at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "content" jsonb NOT NULL,
                CONSTRAINT "PK_f089d9f44a6208ce25d18db4ebe" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "IDX_2d97ab5bd1a2878d784073c6c1" ON "framework_revision" ("framework_id", "version")
        `);
    await queryRunner.query(`
            ALTER TABLE "framework"
            ADD "source_url" text NOT NULL DEFAULT ''
        `);
    await queryRunner.query(`
            ALTER TABLE "framework"
            ADD "version" integer NOT NULL DEFAULT '1'
        `);
    await queryRunner.query(`
            ALTER TABLE "framework"
            ADD "expected_measures" integer
        `);
    await queryRunner.query(`
            ALTER TABLE "measure"
            ADD "levels" jsonb NOT NULL DEFAULT '[]'
        `);
    await queryRunner.query(`
            ALTER TABLE "measure"
            ADD "retired_at" TIMESTAMP WITH TIME ZONE
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment"
            ADD "vote_result" text NOT NULL DEFAULT ''
        `);
    await queryRunner.query(`
            ALTER TABLE "indicator"
            ADD "live_source" text
        `);
    await queryRunner.query(`
            ALTER TABLE "indicator_value"
            ADD "origin" text NOT NULL DEFAULT 'hand'
        `);
    await queryRunner.query(`
            ALTER TABLE "spending"
            ADD "action_id" uuid
        `);
    await queryRunner.query(`
            ALTER TABLE "spending"
            ADD "partners" jsonb NOT NULL DEFAULT '[]'
        `);
    // Who shares it was one text; its part was not known.
    await queryRunner.query(`
            UPDATE "spending" SET "partners" = jsonb_build_array(jsonb_build_object('name', "shared_with", 'percent', NULL))
            WHERE "shared_with" <> ''
        `);
    await queryRunner.query(`
            ALTER TABLE "spending" DROP COLUMN "shared_with"
        `);
    await queryRunner.query(`
            ALTER TABLE "spending"
            ADD "published_url" text NOT NULL DEFAULT ''
        `);
    await queryRunner.query(`
            ALTER TABLE "spending"
            ADD "saving_cents" bigint
        `);
    await queryRunner.query(`
            ALTER TABLE "spending"
            ADD "saving_method" text NOT NULL DEFAULT ''
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "indicator_one_live_source" ON "indicator" ("commitment_id", "live_source")
            WHERE live_source IS NOT NULL
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_7e81feaa910a33b231404c3dfb" ON "spending" ("action_id")
        `);
    await queryRunner.query(`
            ALTER TABLE "indicator_value"
            ADD CONSTRAINT "indicator_value_origin" CHECK (origin IN ('hand', 'csv', 'api', 'portal'))
        `);
    await queryRunner.query(`
            ALTER TABLE "spending"
            ADD CONSTRAINT "spending_saving" CHECK (
                    saving_cents IS NULL
                    OR saving_method <> ''
                )
        `);
    await queryRunner.query(`
            ALTER TABLE "action_milestone"
            ADD CONSTRAINT "action_milestone_action_id_fk" FOREIGN KEY ("action_id") REFERENCES "commitment_action"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "figures_key"
            ADD CONSTRAINT "figures_key_commune_id_fk" FOREIGN KEY ("commune_id") REFERENCES "commune"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "hosting_figure"
            ADD CONSTRAINT "hosting_figure_commune_id_fk" FOREIGN KEY ("commune_id") REFERENCES "commune"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "framework_revision"
            ADD CONSTRAINT "framework_revision_framework_id_fk" FOREIGN KEY ("framework_id") REFERENCES "framework"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "spending"
            ADD CONSTRAINT "spending_action_id_fk" FOREIGN KEY ("action_id") REFERENCES "commitment_action"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            CREATE TRIGGER public_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "action_milestone"
            FOR EACH STATEMENT EXECUTE FUNCTION ronron_public_changed()
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "spending" DROP CONSTRAINT "spending_action_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "framework_revision" DROP CONSTRAINT "framework_revision_framework_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "hosting_figure" DROP CONSTRAINT "hosting_figure_commune_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "figures_key" DROP CONSTRAINT "figures_key_commune_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "action_milestone" DROP CONSTRAINT "action_milestone_action_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "spending" DROP CONSTRAINT "spending_saving"
        `);
    await queryRunner.query(`
            ALTER TABLE "indicator_value" DROP CONSTRAINT "indicator_value_origin"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_7e81feaa910a33b231404c3dfb"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."indicator_one_live_source"
        `);
    await queryRunner.query(`
            ALTER TABLE "spending" DROP COLUMN "saving_method"
        `);
    await queryRunner.query(`
            ALTER TABLE "spending" DROP COLUMN "saving_cents"
        `);
    await queryRunner.query(`
            ALTER TABLE "spending" DROP COLUMN "published_url"
        `);
    await queryRunner.query(`
            ALTER TABLE "spending"
            ADD "shared_with" text NOT NULL DEFAULT ''
        `);
    await queryRunner.query(`
            UPDATE "spending" SET "shared_with" = COALESCE(
                (SELECT string_agg(partner->>'name', ', ') FROM jsonb_array_elements("partners") AS partner), '')
        `);
    await queryRunner.query(`
            ALTER TABLE "spending" DROP COLUMN "partners"
        `);
    await queryRunner.query(`
            ALTER TABLE "spending" DROP COLUMN "action_id"
        `);
    await queryRunner.query(`
            ALTER TABLE "indicator_value" DROP COLUMN "origin"
        `);
    await queryRunner.query(`
            ALTER TABLE "indicator" DROP COLUMN "live_source"
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment" DROP COLUMN "vote_result"
        `);
    await queryRunner.query(`
            ALTER TABLE "measure" DROP COLUMN "retired_at"
        `);
    await queryRunner.query(`
            ALTER TABLE "measure" DROP COLUMN "levels"
        `);
    await queryRunner.query(`
            ALTER TABLE "framework" DROP COLUMN "expected_measures"
        `);
    await queryRunner.query(`
            ALTER TABLE "framework" DROP COLUMN "version"
        `);
    await queryRunner.query(`
            ALTER TABLE "framework" DROP COLUMN "source_url"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_2d97ab5bd1a2878d784073c6c1"
        `);
    await queryRunner.query(`
            DROP TABLE "framework_revision"
        `);
    await queryRunner.query(`
            DROP TABLE "hosting_figure"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_14295f95ed7670981c2de0059d"
        `);
    await queryRunner.query(`
            DROP TABLE "figures_key"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_2047cf8a58b0ca1b65cc2d4a8d"
        `);
    await queryRunner.query(`
            DROP TABLE "action_milestone"
        `);
  }
}
