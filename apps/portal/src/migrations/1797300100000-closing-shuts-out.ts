import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An account in its days of grace is shut out of its tools, for a cause of its own. */
export class ClosingShutsOut1797300100000 implements MigrationInterface {
  name = 'ClosingShutsOut1797300100000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await this.causes(queryRunner, `'account', 'closing', 'operator', 'renewal'`);
    await this.removals(queryRunner, `'departed', 'suspended', 'closing', 'erased'`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `UPDATE "subscription" SET suspended_for = array_replace(suspended_for, 'closing', 'account') WHERE 'closing' = ANY(suspended_for)`,
    );
    await queryRunner.query(`UPDATE "access_removal" SET cause = 'suspended' WHERE cause = 'closing'`);
    await this.causes(queryRunner, `'account', 'operator', 'renewal'`);
    await this.removals(queryRunner, `'departed', 'suspended', 'erased'`);
  }

  private async causes(queryRunner: QueryRunner, causes: string): Promise<void> {
    await queryRunner.query(`ALTER TABLE "subscription" DROP CONSTRAINT "subscription_suspended_for"`);
    await queryRunner.query(
      `ALTER TABLE "subscription" ADD CONSTRAINT "subscription_suspended_for" CHECK ((status = 'suspended') = (cardinality(suspended_for) > 0) AND suspended_for <@ ARRAY[${causes}])`,
    );
  }

  private async removals(queryRunner: QueryRunner, causes: string): Promise<void> {
    await queryRunner.query(`ALTER TABLE "access_removal" DROP CONSTRAINT "access_removal_cause"`);
    await queryRunner.query(
      `ALTER TABLE "access_removal" ADD CONSTRAINT "access_removal_cause" CHECK (cause IN (${causes}))`,
    );
  }
}
