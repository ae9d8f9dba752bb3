import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When operators could first decide a request, appeals of refusals, and kinds of steps. */
export class Requests1795519168131 implements MigrationInterface {
  name = 'Requests1795519168131';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "service_request"
            ADD "ready_at" TIMESTAMP WITH TIME ZONE
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request"
            ADD "appeal_of_id" uuid
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request"
            ADD CONSTRAINT "UQ_3240492ecb4f1994830115c6cf7" UNIQUE ("appeal_of_id")
        `);
    await queryRunner.query(`
            ALTER TABLE "request_event"
            ADD "kind" text NOT NULL DEFAULT 'status'
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_3513e8b22ce2d2dc3965482379" ON "service_request" ("service_id", "submitted_at", "id")
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request"
            ADD CONSTRAINT "service_request_appeal_of_id_fk" FOREIGN KEY ("appeal_of_id") REFERENCES "service_request"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "service_request" DROP CONSTRAINT "service_request_appeal_of_id_fk"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_3513e8b22ce2d2dc3965482379"
        `);
    await queryRunner.query(`
            ALTER TABLE "request_event" DROP COLUMN "kind"
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request" DROP CONSTRAINT "UQ_3240492ecb4f1994830115c6cf7"
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request" DROP COLUMN "appeal_of_id"
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request" DROP COLUMN "ready_at"
        `);
  }
}
