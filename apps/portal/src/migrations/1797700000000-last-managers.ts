import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Those who may still read the receipts of a closed organisation. */
export class LastManagers1797700000000 implements MigrationInterface {
  name = 'LastManagers1797700000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "last_manager" ("organisation_id" uuid NOT NULL, "account_id" uuid NOT NULL, CONSTRAINT "PK_6bca58f2d5ccaf8c0b4612c7a00" PRIMARY KEY ("organisation_id", "account_id"))`,
    );
    await queryRunner.query(`CREATE INDEX "IDX_a7075b3e4ddf87342635d3dc17" ON "last_manager" ("account_id")`);
    await queryRunner.query(
      `ALTER TABLE "last_manager" ADD CONSTRAINT "last_manager_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "last_manager" ADD CONSTRAINT "last_manager_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "last_manager"');
  }
}
