import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The public pages of services say whether places are left: they are drawn anew when a subscription begins or ends. */
export class FullServices1795522000000 implements MigrationInterface {
  name = 'FullServices1795522000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TRIGGER public_changed AFTER INSERT OR DELETE OR UPDATE OF status ON "subscription"
      FOR EACH STATEMENT EXECUTE FUNCTION ronron_public_changed()`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TRIGGER public_changed ON "subscription"');
  }
}
