import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What tools say that subscriptions use, by day and by month. */
export class Usage1796520000000 implements MigrationInterface {
  name = 'Usage1796520000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "usage_day" (
                "subscription_id" uuid NOT NULL,
                "day" date NOT NULL,
                "bytes" bigint,
                "items" integer,
                "last_activity_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "PK_6f8037b1586bd516f3f1c84ce59" PRIMARY KEY ("subscription_id", "day")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_4662b13f82a44816d50c1d3ab3" ON "usage_day" ("day")
        `);
    await queryRunner.query(`
            CREATE TABLE "usage_month" (
                "subscription_id" uuid NOT NULL,
                "month" date NOT NULL,
                "bytes_days" integer NOT NULL DEFAULT '0',
                "bytes_sum" bigint NOT NULL DEFAULT '0',
                "bytes_most" bigint,
                "items_most" integer,
                "last_activity_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "PK_d341a7053d03eb7dc6094fb615d" PRIMARY KEY ("subscription_id", "month")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_aa3773789cbc62011da6d363cf" ON "usage_month" ("month")
        `);
    await queryRunner.query(`
            ALTER TABLE "usage_day"
            ADD CONSTRAINT "usage_day_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "usage_month"
            ADD CONSTRAINT "usage_month_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "usage_month" DROP CONSTRAINT "usage_month_subscription_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "usage_day" DROP CONSTRAINT "usage_day_subscription_id_fk"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_aa3773789cbc62011da6d363cf"
        `);
    await queryRunner.query(`
            DROP TABLE "usage_month"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_4662b13f82a44816d50c1d3ab3"
        `);
    await queryRunner.query(`
            DROP TABLE "usage_day"
        `);
  }
}
