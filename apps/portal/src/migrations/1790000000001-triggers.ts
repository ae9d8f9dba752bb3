import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables whose rows stand on public pages: any change, by any path, tells every web process to draw them anew. */
const SHOWN_TO_THE_PUBLIC = ['commune', 'structure', 'software', 'service'];

export class Triggers1790000000001 implements MigrationInterface {
  name = 'Triggers1790000000001';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION ronron_public_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('ronron_public', TG_TABLE_NAME);
        RETURN NULL;
      END $$`);
    for (const table of SHOWN_TO_THE_PUBLIC) {
      await queryRunner.query(`
        CREATE TRIGGER public_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "${table}"
        FOR EACH STATEMENT EXECUTE FUNCTION ronron_public_changed()`);
    }
    await queryRunner.query(`
      CREATE FUNCTION ronron_session_account() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.account_id := (NEW.sess->>'passport')::uuid;
        RETURN NEW;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER session_account BEFORE INSERT OR UPDATE ON "session"
      FOR EACH ROW EXECUTE FUNCTION ronron_session_account()`);
    await queryRunner.query(`
      CREATE FUNCTION ronron_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the audit log is append-only';
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entry"
      FOR EACH STATEMENT EXECUTE FUNCTION ronron_append_only()`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TRIGGER append_only ON "audit_entry"');
    await queryRunner.query('DROP FUNCTION ronron_append_only()');
    await queryRunner.query('DROP TRIGGER session_account ON "session"');
    await queryRunner.query('DROP FUNCTION ronron_session_account()');
    for (const table of SHOWN_TO_THE_PUBLIC) await queryRunner.query(`DROP TRIGGER public_changed ON "${table}"`);
    await queryRunner.query('DROP FUNCTION ronron_public_changed()');
  }
}
