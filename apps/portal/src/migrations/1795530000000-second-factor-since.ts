import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SecondFactorSince1795530000000 implements MigrationInterface {
  name = 'SecondFactorSince1795530000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "account"
            ADD "second_factor_since" TIMESTAMP WITH TIME ZONE
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "account" DROP COLUMN "second_factor_since"
        `);
  }
}
