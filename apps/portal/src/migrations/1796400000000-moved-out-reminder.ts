import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MovedOutReminder1796400000000 implements MigrationInterface {
  name = 'MovedOutReminder1796400000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "account" ADD "moved_out_reminder" integer`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "account" DROP COLUMN "moved_out_reminder"`);
  }
}
