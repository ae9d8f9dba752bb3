import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Legal texts are shown on prepared public pages: a change tells every web process. */

export class LegalTextsMembersChecks1795517786606 implements MigrationInterface {
  name = 'LegalTextsMembersChecks1795517786606';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "legal_text" (
                "id" uuid NOT NULL,
                "kind" text NOT NULL,
                "version" integer,
                "bodies" jsonb NOT NULL,
                "change_note" text NOT NULL DEFAULT '',
                "published_at" TIMESTAMP WITH TIME ZONE,
                "published_by" uuid,
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "PK_c0394878225f0b4c46e6fd61098" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "legal_text_one_draft" ON "legal_text" ("kind")
            WHERE version IS NULL
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "IDX_3fca5168734d9ab75d30f3dc8e" ON "legal_text" ("kind", "version")
        `);
    await queryRunner.query(`
            CREATE TABLE "service_check" (
                "id" uuid NOT NULL,
                "service_id" uuid NOT NULL,
                "at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "healthy" boolean NOT NULL,
                "reason" text,
                "detail" text NOT NULL DEFAULT '',
                "latency" integer,
                "version" text,
                CONSTRAINT "PK_2ff7f163c5c0f6c8f41f9bd5e0b" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_7916df46976b7deee85ecba304" ON "service_check" ("at")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_b39bd8e9f313a9d1262e9eae87" ON "service_check" ("service_id", "at")
        `);
    await queryRunner.query(`
            CREATE TABLE "structure_member" (
                "id" uuid NOT NULL,
                "structure_id" uuid NOT NULL,
                "email" text NOT NULL,
                "name" text NOT NULL DEFAULT '',
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "PK_ba59ac4b91a64265ae5ba544031" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "IDX_3574bf2143cebe88fa0454c636" ON "structure_member" ("structure_id", "email")
        `);
    await queryRunner.query(`
            ALTER TABLE "service"
            ADD "state_by_hand" boolean NOT NULL DEFAULT false
        `);
    await queryRunner.query(`
            ALTER TABLE "service"
            ADD "state_since" TIMESTAMP WITH TIME ZONE
        `);
    await queryRunner.query(`
            ALTER TABLE "service_check"
            ADD CONSTRAINT "service_check_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "structure_member"
            ADD CONSTRAINT "structure_member_structure_id_fk" FOREIGN KEY ("structure_id") REFERENCES "structure"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            CREATE TRIGGER public_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "legal_text"
            FOR EACH STATEMENT EXECUTE FUNCTION ronron_public_changed()
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "structure_member" DROP CONSTRAINT "structure_member_structure_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "service_check" DROP CONSTRAINT "service_check_service_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "service" DROP COLUMN "state_since"
        `);
    await queryRunner.query(`
            ALTER TABLE "service" DROP COLUMN "state_by_hand"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_3574bf2143cebe88fa0454c636"
        `);
    await queryRunner.query(`
            DROP TABLE "structure_member"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_b39bd8e9f313a9d1262e9eae87"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_7916df46976b7deee85ecba304"
        `);
    await queryRunner.query(`
            DROP TABLE "service_check"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_3fca5168734d9ab75d30f3dc8e"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."legal_text_one_draft"
        `);
    await queryRunner.query(`
            DROP TABLE "legal_text"
        `);
  }
}
