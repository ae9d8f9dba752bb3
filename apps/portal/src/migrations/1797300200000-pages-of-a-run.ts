import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many pages a comparison has written down: a list that has no end is given up. */
export class PagesOfARun1797300200000 implements MigrationInterface {
  name = 'PagesOfARun1797300200000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "reconciliation_run" ADD "pages" integer NOT NULL DEFAULT '0'`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "reconciliation_run" DROP COLUMN "pages"`);
  }
}
