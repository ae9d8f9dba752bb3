import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Structures and services say whether they take new people in. */
export class Intake1796540000000 implements MigrationInterface {
  name = 'Intake1796540000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "structure"
            ADD "intake" text NOT NULL DEFAULT 'open'
        `);
    await queryRunner.query(`
            ALTER TABLE "structure"
            ADD "intake_note" text NOT NULL DEFAULT ''
        `);
    await queryRunner.query(`
            ALTER TABLE "service"
            ADD "intake" text NOT NULL DEFAULT 'open'
        `);
    await queryRunner.query(`
            ALTER TABLE "service"
            ADD "intake_note" text NOT NULL DEFAULT ''
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "service" DROP COLUMN "intake_note"
        `);
    await queryRunner.query(`
            ALTER TABLE "service" DROP COLUMN "intake"
        `);
    await queryRunner.query(`
            ALTER TABLE "structure" DROP COLUMN "intake_note"
        `);
    await queryRunner.query(`
            ALTER TABLE "structure" DROP COLUMN "intake"
        `);
  }
}
