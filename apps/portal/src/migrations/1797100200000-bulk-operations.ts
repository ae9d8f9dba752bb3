import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One change for many subscriptions of a service. */
export class BulkOperations1797100200000 implements MigrationInterface {
  name = 'BulkOperations1797100200000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "bulk_operation" ("id" uuid NOT NULL, "service_id" uuid NOT NULL, "kind" text NOT NULL, "quota" bigint, "status" text NOT NULL, "started_by_id" uuid, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "finished_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "PK_56326513b7cce8fd6c883aad9a1" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "IDX_ea9d0459a0700adff1e8156b1a" ON "bulk_operation" ("service_id", "created_at")`,
    );
    await queryRunner.query(
      `CREATE TABLE "bulk_item" ("operation_id" uuid NOT NULL, "subscription_id" uuid NOT NULL, "status" text NOT NULL, "revision" integer, "failure_reason" text, CONSTRAINT "PK_8742075a8adb07b7f4c6a450c19" PRIMARY KEY ("operation_id", "subscription_id"))`,
    );
    await queryRunner.query(`CREATE INDEX "IDX_c4eefd85357ed4685f65563912" ON "bulk_item" ("subscription_id")`);
    await queryRunner.query(`CREATE INDEX "IDX_3c9cab9793f3709617d20e8115" ON "bulk_item" ("operation_id", "status")`);
    await queryRunner.query(
      `ALTER TABLE "bulk_operation" ADD CONSTRAINT "bulk_operation_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "bulk_item" ADD CONSTRAINT "bulk_item_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "bulk_operation"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "bulk_item" ADD CONSTRAINT "bulk_item_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "bulk_item"');
    await queryRunner.query('DROP TABLE "bulk_operation"');
  }
}
