import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Closures1796500140000 implements MigrationInterface {
  name = 'Closures1796500140000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "subscription_export" (
                "id" uuid NOT NULL,
                "subscription_id" uuid NOT NULL,
                "status" text NOT NULL,
                "attempts" integer NOT NULL DEFAULT '0',
                "failure_reason" text,
                "asked_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "ready_at" TIMESTAMP WITH TIME ZONE,
                "file_id" uuid,
                "fetched_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "subscription_export_status" CHECK (status IN ('queued', 'ready', 'failed')),
                CONSTRAINT "PK_63147e2e074e56f8f344b121e2e" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_27911eea6c4d3cd98bfc85cb0a" ON "subscription_export" ("subscription_id", "asked_at")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "subscription_export_one_under_way" ON "subscription_export" ("subscription_id")
            WHERE status = 'queued'
        `);
    await queryRunner.query(`
            CREATE TABLE "subscription_closure" (
                "id" uuid NOT NULL,
                "subscription_id" uuid NOT NULL,
                "cause" text NOT NULL,
                "reason" text NOT NULL DEFAULT '',
                "status" text NOT NULL,
                "announced_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "ends_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "reminded_at" TIMESTAMP WITH TIME ZONE,
                "ticked" text array NOT NULL DEFAULT '{}',
                "emptied_at" TIMESTAMP WITH TIME ZONE,
                "receipt" text,
                "receipt_key" jsonb,
                CONSTRAINT "subscription_closure_receipt" CHECK ((status = 'emptied') = (receipt IS NOT NULL)),
                CONSTRAINT "subscription_closure_status" CHECK (
                    status IN ('counting', 'called-back', 'ended', 'emptied')
                ),
                CONSTRAINT "PK_f969cc3aa115f8de677ead5efce" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_dfcfd16f1f3ebace207289e597" ON "subscription_closure" ("status", "ends_at")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "subscription_closure_one_going_on" ON "subscription_closure" ("subscription_id")
            WHERE status <> 'called-back'
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription_export"
            ADD CONSTRAINT "subscription_export_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription_export"
            ADD CONSTRAINT "subscription_export_file_id_fk" FOREIGN KEY ("file_id") REFERENCES "stored_file"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription_closure"
            ADD CONSTRAINT "subscription_closure_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "subscription_closure" DROP CONSTRAINT "subscription_closure_subscription_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription_export" DROP CONSTRAINT "subscription_export_file_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "subscription_export" DROP CONSTRAINT "subscription_export_subscription_id_fk"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."subscription_closure_one_going_on"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_dfcfd16f1f3ebace207289e597"
        `);
    await queryRunner.query(`
            DROP TABLE "subscription_closure"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."subscription_export_one_under_way"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_27911eea6c4d3cd98bfc85cb0a"
        `);
    await queryRunner.query(`
            DROP TABLE "subscription_export"
        `);
  }
}
