import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Services have plans; requests wish one, subscriptions have one. */
export class Plans1796510000000 implements MigrationInterface {
  name = 'Plans1796510000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "plan" (
                "id" uuid NOT NULL,
                "service_id" uuid NOT NULL,
                "name" text NOT NULL,
                "summary" text NOT NULL DEFAULT '',
                "quota" bigint,
                "most_members" integer,
                "rooms" jsonb,
                "price" text NOT NULL,
                "contribution_note" text NOT NULL DEFAULT '',
                "contribution_url" text,
                "is_default" boolean NOT NULL DEFAULT false,
                "position" integer NOT NULL,
                "retired_at" TIMESTAMP WITH TIME ZONE,
                "revision" integer NOT NULL DEFAULT '1',
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "plan_default_is_offered" CHECK (
                    NOT is_default
                    OR retired_at IS NULL
                ),
                CONSTRAINT "PK_54a2b686aed3b637654bf7ddbb3" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "plan_one_default" ON "plan" ("service_id")
            WHERE is_default
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_b2becbbf274149e8b61873fec7" ON "plan" ("service_id", "position")
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request"
            ADD "plan_id" uuid
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription"
            ADD "plan_id" uuid
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription"
            ADD "plan_revision" integer NOT NULL DEFAULT '0'
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription"
            ADD "own_quota" boolean NOT NULL DEFAULT false
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_5fde988e5d9b9a522d70ebec27" ON "subscription" ("plan_id")
        `);
    await queryRunner.query(`
            ALTER TABLE "plan"
            ADD CONSTRAINT "plan_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request"
            ADD CONSTRAINT "service_request_plan_id_fk" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription"
            ADD CONSTRAINT "subscription_plan_id_fk" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            CREATE TRIGGER public_changed AFTER INSERT OR DELETE OR UPDATE ON "plan"
            FOR EACH STATEMENT EXECUTE FUNCTION ronron_public_changed()
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "subscription" DROP CONSTRAINT "subscription_plan_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request" DROP CONSTRAINT "service_request_plan_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "plan" DROP CONSTRAINT "plan_service_id_fk"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_5fde988e5d9b9a522d70ebec27"
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription" DROP COLUMN "own_quota"
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription" DROP COLUMN "plan_revision"
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription" DROP COLUMN "plan_id"
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request" DROP COLUMN "plan_id"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_b2becbbf274149e8b61873fec7"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."plan_one_default"
        `);
    await queryRunner.query(`
            DROP TABLE "plan"
        `);
  }
}
