import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Handovers1796500340000 implements MigrationInterface {
  name = 'Handovers1796500340000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "handover" (
                "id" uuid NOT NULL,
                "organisation_id" uuid NOT NULL,
                "kind" text NOT NULL,
                "from_id" uuid,
                "to_id" uuid NOT NULL,
                "stays" boolean NOT NULL DEFAULT false,
                "status" text NOT NULL,
                "effective_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "decided_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "handover_status" CHECK (
                    status IN ('waiting', 'done', 'refused', 'withdrawn')
                ),
                CONSTRAINT "handover_kind" CHECK (kind IN ('offer', 'claim')),
                CONSTRAINT "PK_15e64c0391cf9fb9278f297691f" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_7c39019e910364bcf8faf797ef" ON "handover" ("organisation_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_4cc9680026633f9b7856c9e78e" ON "handover" ("status", "effective_at")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "handover_one_waiting" ON "handover" ("organisation_id")
            WHERE status = 'waiting'
        `);
    await queryRunner.query(`
            ALTER TABLE "handover"
            ADD CONSTRAINT "handover_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "handover"
            ADD CONSTRAINT "handover_from_id_fk" FOREIGN KEY ("from_id") REFERENCES "account"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "handover"
            ADD CONSTRAINT "handover_to_id_fk" FOREIGN KEY ("to_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "handover" DROP CONSTRAINT "handover_to_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "handover" DROP CONSTRAINT "handover_from_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "handover" DROP CONSTRAINT "handover_organisation_id_fk"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."handover_one_waiting"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_4cc9680026633f9b7856c9e78e"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_7c39019e910364bcf8faf797ef"
        `);
    await queryRunner.query(`
            DROP TABLE "handover"
        `);
  }
}
