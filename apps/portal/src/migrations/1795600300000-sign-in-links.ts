import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A link that signs in knows which browser asked for it. */
export class SignInLinks1795600300000 implements MigrationInterface {
  name = 'SignInLinks1795600300000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "account_token" ADD "browser" text`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "account_token" DROP COLUMN "browser"`);
  }
}
