import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ParentAgreement1796500000000 implements MigrationInterface {
  name = 'ParentAgreement1796500000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "account" ADD "parent_email" text`);
    await queryRunner.query(`ALTER TABLE "account" ADD "parent_asked_at" TIMESTAMP WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "account" ADD "parent_agreed_at" TIMESTAMP WITH TIME ZONE`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "account" DROP COLUMN "parent_agreed_at"`);
    await queryRunner.query(`ALTER TABLE "account" DROP COLUMN "parent_asked_at"`);
    await queryRunner.query(`ALTER TABLE "account" DROP COLUMN "parent_email"`);
  }
}
