import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a subscription is suspended. Until now only the suspension of its account did it. */
export class SuspensionCauses1796000000000 implements MigrationInterface {
  name = 'SuspensionCauses1796000000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "subscription" ADD "suspended_for" text array NOT NULL DEFAULT '{}'`);
    await queryRunner.query(`UPDATE "subscription" SET "suspended_for" = '{account}' WHERE "status" = 'suspended'`);
    await queryRunner.query(
      `ALTER TABLE "subscription" ADD CONSTRAINT "subscription_suspended_for" CHECK ((status = 'suspended') = (cardinality(suspended_for) > 0) AND suspended_for <@ ARRAY['account', 'operator'])`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "subscription" DROP CONSTRAINT "subscription_suspended_for"`);
    await queryRunner.query(`ALTER TABLE "subscription" DROP COLUMN "suspended_for"`);
  }
}
