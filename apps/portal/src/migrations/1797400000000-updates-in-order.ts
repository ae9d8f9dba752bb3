import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The order in which a commitment's page reads its updates, and the one in which news and feeds do. */
export class UpdatesInOrder1797400000000 implements MigrationInterface {
  name = 'UpdatesInOrder1797400000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE INDEX "commitment_update_in_order" ON "commitment_update" ("commitment_id", "happened_on", "id")`,
    );
    await queryRunner.query(
      `CREATE INDEX "commitment_update_latest" ON "commitment_update" ("published_at", "id") WHERE published_at IS NOT NULL`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX "commitment_update_latest"`);
    await queryRunner.query(`DROP INDEX "commitment_update_in_order"`);
  }
}
