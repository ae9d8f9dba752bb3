import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A request can be handed from one structure to another. */
export class Handovers1796550000000 implements MigrationInterface {
  name = 'Handovers1796550000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "request_handover" (
                "id" uuid NOT NULL,
                "request_id" uuid NOT NULL,
                "from_service_id" uuid NOT NULL,
                "to_service_id" uuid NOT NULL,
                "proposed_by_id" uuid,
                "message" text NOT NULL,
                "status" text NOT NULL,
                "proposed_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "answered_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "PK_0f57d8c06c34ce7911eeb99f8d9" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "request_handover_one_open" ON "request_handover" ("request_id")
            WHERE status = 'proposed'
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_e34996c8b19bdd3c3c5d26c16e" ON "request_handover" ("request_id", "proposed_at")
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request"
            ADD "handed_over_at" TIMESTAMP WITH TIME ZONE
        `);
    await queryRunner.query(`
            ALTER TABLE "request_handover"
            ADD CONSTRAINT "request_handover_request_id_fk" FOREIGN KEY ("request_id") REFERENCES "service_request"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "request_handover"
            ADD CONSTRAINT "request_handover_from_service_id_fk" FOREIGN KEY ("from_service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "request_handover"
            ADD CONSTRAINT "request_handover_to_service_id_fk" FOREIGN KEY ("to_service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "request_handover"
            ADD CONSTRAINT "request_handover_proposed_by_id_fk" FOREIGN KEY ("proposed_by_id") REFERENCES "account"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "request_handover" DROP CONSTRAINT "request_handover_proposed_by_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "request_handover" DROP CONSTRAINT "request_handover_to_service_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "request_handover" DROP CONSTRAINT "request_handover_from_service_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "request_handover" DROP CONSTRAINT "request_handover_request_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "service_request" DROP COLUMN "handed_over_at"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_e34996c8b19bdd3c3c5d26c16e"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."request_handover_one_open"
        `);
    await queryRunner.query(`
            DROP TABLE "request_handover"
        `);
  }
}
