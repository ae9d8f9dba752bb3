import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Holders can ask for another plan or more space. */
export class SubscriptionChanges1796530000000 implements MigrationInterface {
  name = 'SubscriptionChanges1796530000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "subscription_change" (
                "id" uuid NOT NULL,
                "subscription_id" uuid NOT NULL,
                "asked_by_id" uuid,
                "reason" text NOT NULL,
                "wished_plan_id" uuid,
                "wished_quota" bigint,
                "status" text NOT NULL,
                "answer" text NOT NULL DEFAULT '',
                "decided_at" TIMESTAMP WITH TIME ZONE,
                "decided_by_id" uuid,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "PK_eca0223c789a366bc0341398604" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "subscription_change_one_waiting" ON "subscription_change" ("subscription_id")
            WHERE status = 'waiting'
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_01b5c9676675868025b59cd89f" ON "subscription_change" ("subscription_id", "created_at")
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription_change"
            ADD CONSTRAINT "subscription_change_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription_change"
            ADD CONSTRAINT "subscription_change_asked_by_id_fk" FOREIGN KEY ("asked_by_id") REFERENCES "account"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription_change"
            ADD CONSTRAINT "subscription_change_wished_plan_id_fk" FOREIGN KEY ("wished_plan_id") REFERENCES "plan"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription_change"
            ADD CONSTRAINT "subscription_change_decided_by_id_fk" FOREIGN KEY ("decided_by_id") REFERENCES "account"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "subscription_change" DROP CONSTRAINT "subscription_change_decided_by_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription_change" DROP CONSTRAINT "subscription_change_wished_plan_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription_change" DROP CONSTRAINT "subscription_change_asked_by_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription_change" DROP CONSTRAINT "subscription_change_subscription_id_fk"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_01b5c9676675868025b59cd89f"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."subscription_change_one_waiting"
        `);
    await queryRunner.query(`
            DROP TABLE "subscription_change"
        `);
  }
}
