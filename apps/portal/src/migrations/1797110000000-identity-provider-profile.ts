import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IdentityProviderProfile1797110000000 implements MigrationInterface {
  name = 'IdentityProviderProfile1797110000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    // One that nobody can sign in by anyway is switched off, and waits for an administrator.
    await queryRunner.query(
      `UPDATE "identity_provider" SET enabled = false, profile = 'openid' WHERE profile NOT IN ('openid', 'proconnect', 'franceconnect')`,
    );
    await queryRunner.query(
      `ALTER TABLE "identity_provider" ADD CONSTRAINT "identity_provider_profile" CHECK (profile IN ('openid', 'proconnect', 'franceconnect'))`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "identity_provider" DROP CONSTRAINT "identity_provider_profile"`);
  }
}
