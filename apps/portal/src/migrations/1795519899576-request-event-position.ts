import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tells the order of steps of a request that fall into one millisecond. */
export class RequestEventPosition1795519899576 implements MigrationInterface {
  name = 'RequestEventPosition1795519899576';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "request_event"
            ADD "position" integer NOT NULL DEFAULT '0'
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "request_event" DROP COLUMN "position"
        `);
  }
}
