import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Services can be told when their subscriptions change. */
export class Webhooks1795620000000 implements MigrationInterface {
  name = 'Webhooks1795620000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "webhook_delivery" ("id" uuid NOT NULL, "service_id" uuid NOT NULL, "subscription_id" uuid, "event" text NOT NULL, "snapshot" jsonb, "status" text NOT NULL, "attempts" integer NOT NULL DEFAULT '0', "failure_reason" text, "failure_detail" text NOT NULL DEFAULT '', "answer_status" integer, "last_attempt_at" TIMESTAMP WITH TIME ZONE, "next_attempt_at" TIMESTAMP WITH TIME ZONE, "finished_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "PK_b1ae290239a778f12399db91354" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "IDX_236a6a1218756223393d1fb5ac" ON "webhook_delivery" ("subscription_id")`);
    await queryRunner.query(
      `CREATE INDEX "IDX_555f428bf85a02be8290632297" ON "webhook_delivery" ("status", "created_at")`,
    );
    await queryRunner.query(`CREATE INDEX "IDX_4a332e37b8db83261b94b52621" ON "webhook_delivery" ("service_id", "id")`);
    await queryRunner.query(
      `CREATE TABLE "webhook_endpoint" ("service_id" uuid NOT NULL, "url" text NOT NULL, "secret" text NOT NULL, "previous_secret" text, "previous_secret_until" TIMESTAMP WITH TIME ZONE, "gone_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "PK_bd133ef56d49ea29f41b657b89e" PRIMARY KEY ("service_id"))`,
    );
    await queryRunner.query(
      `ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "webhook_endpoint_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "webhook_endpoint"');
    await queryRunner.query('DROP TABLE "webhook_delivery"');
  }
}
