import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Clients may be disabled, and take their secret before for a while. */
export class RegisteredApplications1797500000000 implements MigrationInterface {
  name = 'RegisteredApplications1797500000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "oidc_client" ADD "previous_secret_hash" text`);
    await queryRunner.query(`ALTER TABLE "oidc_client" ADD "previous_secret_until" TIMESTAMP WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "oidc_client" ADD "disabled_at" TIMESTAMP WITH TIME ZONE`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "oidc_client" DROP COLUMN "disabled_at"`);
    await queryRunner.query(`ALTER TABLE "oidc_client" DROP COLUMN "previous_secret_until"`);
    await queryRunner.query(`ALTER TABLE "oidc_client" DROP COLUMN "previous_secret_hash"`);
  }
}
