import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AccessRemovals1796500440000 implements MigrationInterface {
  name = 'AccessRemovals1796500440000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "access_removal" (
                "id" uuid NOT NULL,
                "subscription_id" uuid NOT NULL,
                "account_id" uuid,
                "person_name" text NOT NULL,
                "cause" text NOT NULL,
                "revision" integer NOT NULL,
                "asked_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "access_removal_cause" CHECK (cause IN ('departed', 'suspended', 'erased')),
                CONSTRAINT "PK_50604adc5e2b0bb383f4b83611b" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_0a1b33fb6ae47c402e44779893" ON "access_removal" ("subscription_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_b17a15d3feab522c563ad1af28" ON "access_removal" ("asked_at")
        `);
    await queryRunner.query(`
            ALTER TABLE "access_removal"
            ADD CONSTRAINT "access_removal_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "access_removal"
            ADD CONSTRAINT "access_removal_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "access_removal" DROP CONSTRAINT "access_removal_account_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "access_removal" DROP CONSTRAINT "access_removal_subscription_id_fk"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_b17a15d3feab522c563ad1af28"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_0a1b33fb6ae47c402e44779893"
        `);
    await queryRunner.query(`
            DROP TABLE "access_removal"
        `);
  }
}
